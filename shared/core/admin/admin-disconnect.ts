import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import { requireAdmin } from '../log/access.ts';
import type { Sender } from '../ports.ts';
import { kick } from '../presence/close-connection.ts';
import { disconnect } from '../presence/disconnect.ts';
import type { PresenceDeps } from '../presence/presence-events.ts';

/** Closes one connection, or every connection of a user. */
export async function adminDisconnect(
  deps: PresenceDeps,
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
