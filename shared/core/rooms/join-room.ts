import { isDirect, ProtocolError, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import { alongside } from '../alongside.ts';
import { type AccessDeps, readableLog, requireReader } from '../log/access.ts';
import type { Space } from '../log/page.ts';
import { type Cursor, recover } from '../log/recover.ts';
import type { Sender } from '../ports.ts';
import { type PresenceDeps, tellJoined } from '../presence/presence-events.ts';
import { roomJoined } from '../webhooks/events.ts';

export interface JoinDeps extends AccessDeps, PresenceDeps {}

/**
 * Subscribes, and only then reads the log; a send appends, and only then reads the subscriptions. So a message is
 * found here or pushed by its sender, never neither.
 */
export async function join(
  deps: JoinDeps,
  sender: Sender,
  { room, ...cursor }: Cursor & { room: string },
  space?: Space,
): Promise<ResultOf<'joinRoom'>> {
  if (isDirect(room)) throw new ProtocolError('FORBIDDEN', 'A direct room is not joined: send to it.');
  const { userId, name, connectionId, expiresAt } = sender;
  await requireReader(deps, userId, room, (await deps.messages.kind(room)).kind);
  const joinedAt = deps.clock.now();
  const open = await deps.connections.subscribe({ room, userId, name, connectionId, joinedAt, expiresAt });
  if (!open) throw new ProtocolError('FORBIDDEN', 'This connection has ended.');
  try {
    const [log, connections] = await Promise.all([
      // The kind was read eventually consistent; this read is strong, and settles it.
      readableLog(deps, userId, room),
      tellAndCount(deps, room, sender),
    ]);
    const told = deps.webhooks.send([roomJoined(room, sender, joinedAt)]);
    const recovery = await alongside(told, recover(deps.messages, room, log, cursor, space));
    return { room, ...recovery, connections };
  } catch (error) {
    if (error instanceof ProtocolError) await deps.connections.unsubscribe(userId, connectionId, room);
    throw error;
  }
}

/** A small room's connections were read to tell them; a larger room's are counted. */
async function tellAndCount(deps: JoinDeps, room: string, sender: Sender): Promise<number> {
  const others = await tellJoined(deps, room, sender);
  if (others !== undefined) return others + 1;
  // The count may not have seen the subscription of a moment ago.
  return Math.max(await deps.connections.count(room), 1);
}

export const joinRoom = (
  deps: JoinDeps,
  sender: Sender,
  { room, after, epoch, last }: RequestOf<'joinRoom'>,
): Promise<ResultOf<'joinRoom'>> => join(deps, sender, { room, after, epoch, last });
