import type { NotifyDeps } from './notify.ts';
import type { Sender } from './ports.ts';
import { tellLeft } from './presence-events.ts';

/** Takes back all that a connection left in the store, and tells its rooms, which it answers. */
export async function disconnect(
  deps: NotifyDeps,
  connection: Pick<Sender, 'userId' | 'name' | 'connectionId'>,
): Promise<string[]> {
  const rooms = await deps.connections.close(connection.userId, connection.connectionId);
  await tellLeft(deps, rooms, connection);
  return rooms;
}
