import type { Sender } from '../ports.ts';
import { connectionClosed, roomLeft } from '../webhooks/events.ts';
import { type PresenceDeps, tellLeft } from './presence-events.ts';

/** Takes back all that a connection left in the store, and tells its rooms, which it returns. */
export async function disconnect(
  deps: PresenceDeps,
  connection: Pick<Sender, 'userId' | 'name' | 'connectionId'>,
): Promise<string[]> {
  const rooms = await deps.connections.close(connection.userId, connection.connectionId);
  // It was closed before, and its rooms were told then.
  if (!rooms) return [];
  const at = deps.clock.now();
  const left = rooms.map(room => roomLeft(room, connection, at));
  await Promise.all([
    tellLeft(deps, rooms, connection),
    deps.webhooks.send([...left, connectionClosed(connection, at)]),
  ]);
  return rooms;
}
