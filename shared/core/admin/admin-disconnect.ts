import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import { requireAdmin } from '../log/access.ts';
import { isOpening } from '../opening.ts';
import type { AccountStore, Connection, Invocation, Sender } from '../ports.ts';
import { closeSocket, endConnection } from '../presence/close-connection.ts';
import { disconnect } from '../presence/disconnect.ts';
import type { PresenceDeps } from '../presence/presence-events.ts';
import { denyUntil } from './deny.ts';
import { findRow } from './find-row.ts';

export type AdminDeps = PresenceDeps & { readonly accounts: AccountStore };

const TRIES = 3;
const PAUSE_MS = 1_000;

/** Closes one connection, or every connection of a user, whom it can also keep out for a time. */
export async function adminDisconnect(
  deps: AdminDeps,
  sender: Sender,
  { userId = '', connectionId, until }: RequestOf<'adminDisconnect'>,
  { deadline }: Pick<Invocation, 'deadline'>,
): Promise<ResultOf<'adminDisconnect'>> {
  requireAdmin(sender);
  if (connectionId !== undefined)
    return { disconnected: Number(await disconnectOne(deps, connectionId, deadline)) };
  if (until === undefined) return { disconnected: await disconnectAll(deps, userId) };
  const denied = await denyUntil(deps, sender, userId, until);
  return { disconnected: denied ? await disconnectAll(deps, userId) : 0, deniedUntil: until };
}

/** A connection that is being made can be closed a moment later. Of a user who is kept out, the sweeper closes what is left. */
export async function disconnectAll(deps: AdminDeps, userId: string): Promise<number> {
  let disconnected = 0;
  let left: readonly Connection[] = await deps.connections.ofUser(userId, { toEnd: true });
  for (let tries = 0; left.length > 0 && tries < TRIES; tries++) {
    if (tries > 0) await deps.clock.sleep(PAUSE_MS);
    const opening: Connection[] = [];
    for (const connection of left) {
      const ended = await endConnection(deps, connection, 'KICKED');
      if (ended === 'closed') disconnected += 1;
      if (ended === 'opening') opening.push(connection);
    }
    left = opening;
  }
  return disconnected;
}

/** If its row is not found in time, the rooms are told by `$disconnect` or by the sweeper. */
async function disconnectOne(deps: AdminDeps, connectionId: string, deadline: number): Promise<boolean> {
  const closed = await closeSocket(deps, connectionId, 'KICKED');
  const row = await findRow(deps, connectionId, deadline);
  if (row && (closed || !isOpening(row, deps.clock.now()))) await disconnect(deps, row, { atOnce: true });
  return closed;
}
