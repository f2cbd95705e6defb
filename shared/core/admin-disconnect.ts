import type { RequestOf, ResultOf } from '../protocol/index.ts';
import { requireAdmin } from './access.ts';
import { disconnect } from './disconnect.ts';
import { kick } from './kick.ts';
import type { Sender } from './ports.ts';
import type { LeavingDeps } from './presence-events.ts';

/** Closes one connection, or every connection of a user. */
export async function adminDisconnect(
  deps: LeavingDeps,
  sender: Sender,
  { userId, connectionId }: RequestOf<'adminDisconnect'>,
): Promise<ResultOf<'adminDisconnect'>> {
  requireAdmin(sender);
  if (connectionId !== undefined) return { disconnected: Number(await kick(deps, connectionId, 'KICKED')) };
  let disconnected = 0;
  for (const connection of await deps.connections.ofUser(userId ?? '')) {
    disconnected += Number(await kick(deps, connection.connectionId, 'KICKED'));
    // $disconnect is best effort; who was kicked is gone at once.
    await disconnect(deps, connection);
  }
  return { disconnected };
}
