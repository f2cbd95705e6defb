import { directUsers, type RequestOf, type ResultOf } from '../../protocol/index.ts';
import { type AccessDeps, requireReader } from '../log/access.ts';
import type { ConnectionStore, RoomState, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { type Present, presentInDirect, presentOf } from './notify.ts';
import { rosterOf } from './roster.ts';

/** Connections looked at. */
const PRESENT = 1_000;

async function presentIn(
  connections: ConnectionStore,
  room: string,
  direct: readonly string[] | undefined = directUsers(room),
): Promise<{ found: Present[]; more: boolean }> {
  if (direct) return { found: await presentInDirect(connections, room, direct), more: false };
  const found: Present[] = [];
  for await (const page of connections.subscribers(room)) {
    found.push(...page.map(presentOf));
    if (found.length > PRESENT) return { found: found.slice(0, PRESENT), more: true };
  }
  return { found, more: false };
}

export async function presence(
  deps: AccessDeps & { connections: ConnectionStore; rates: Rates },
  sender: Sender,
  { room }: RequestOf<'presence'>,
): Promise<ResultOf<'presence'>> {
  deps.rates.take(sender.userId, 'read');
  const state = await deps.messages.log(room);
  await requireReader(deps, sender, room, state);
  return whoIsIn(
    deps.connections,
    room,
    state,
    state.blocked && !sender.server ? [sender.userId] : undefined,
  );
}

/**
 * Each user once, however many connections they have.
 * @param direct whom a direct room shows
 */
export async function whoIsIn(
  connections: ConnectionStore,
  room: string,
  { connections: counted = 0 }: Pick<RoomState, 'connections'>,
  direct?: readonly string[],
): Promise<ResultOf<'presence'>> {
  const { found, more } = await presentIn(connections, room, direct);
  const { users, truncated } = rosterOf(found);
  return {
    room,
    connections: more ? Math.max(counted, found.length + 1) : found.length,
    users,
    truncated: more || truncated,
    ...(more && { approximate: true }),
  };
}
