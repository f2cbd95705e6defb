/** Tells a small room that a user came or went: with their first connection in it, and with their last. Webhooks hear of each. */

import type { Clock, Sender } from '../ports.ts';
import { roomLeft } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import { lookedSince, readOnce, takeBack } from './departures.ts';
import { type NotifyDeps, nearby, notify, type Present, viewersOf } from './notify.ts';
import type { Departures } from './ports.ts';

export interface PresenceDeps extends NotifyDeps {
  readonly clock: Clock;
  readonly webhooks: Webhooks;
  /** Undefined if every leave is told at once. */
  readonly departures: Departures | undefined;
}

export type Visitor = Pick<Sender, 'userId' | 'name' | 'connectionId'>;

type TellDeps = NotifyDeps & Pick<PresenceDeps, 'departures'>;

/**
 * Tells those who have the room in view. Of a user who is back before anybody was told that they dropped out, those alone are
 * told who looked meanwhile. Returns the room's other connections, undefined in a room too large to be told.
 * @param isChange false if the connection was in the room before: then nobody is told
 */
async function tell(
  deps: TellDeps,
  room: string,
  { userId, name, connectionId }: Visitor,
  event: 'join' | 'leave',
  isChange = true,
): Promise<readonly Present[] | undefined> {
  try {
    const present = await nearby(deps, room);
    if (!present) return undefined;
    const others = present.filter(other => other.connectionId !== connectionId);
    const isNews = isChange && !others.some(other => other.userId === userId);
    const viewers = isNews ? viewersOf(others, deps) : [];
    const goneAt = viewers.length > 0 ? await takeBack(deps, userId, room) : undefined;
    const told =
      event === 'join' && goneAt !== undefined ? viewers.filter(one => lookedSince(one, goneAt)) : viewers;
    if (told.length > 0 && (await deps.rates.allows(userId, 'presence', told.length)))
      await notify(deps, told, { type: 'presence', room, event, user: { userId, name } });
    return others;
  } catch (error) {
    deps.logger.warn('presence not told', { room, event, error });
    return undefined;
  }
}

/** After the subscription was written; returns as `tell` does. */
export const tellJoined = (
  deps: TellDeps,
  room: string,
  visitor: Visitor,
  isNew: boolean,
): Promise<readonly Present[] | undefined> => tell(deps, room, visitor, 'join', isNew);

/** After the subscriptions were deleted. */
export async function tellLeft(deps: TellDeps, rooms: readonly string[], visitor: Visitor): Promise<void> {
  const departures = readOnce(deps.departures);
  await Promise.all(rooms.map(room => tell({ ...deps, departures }, room, visitor, 'leave')));
}

/** Takes a connection out of a room, and tells of it if it was in there. Returns whether it was. */
export async function leave(deps: PresenceDeps, room: string, visitor: Visitor): Promise<boolean> {
  if (!(await deps.connections.unsubscribe(visitor.userId, visitor.connectionId, room))) return false;
  const event = roomLeft(room, visitor, deps.clock.now());
  await Promise.all([tellLeft(deps, [room], visitor), deps.webhooks.send([event])]);
  return true;
}
