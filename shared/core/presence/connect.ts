import { LIMITS } from '../../protocol/index.ts';
import { listUser } from '../people/find-users.ts';
import type { ProfileStore } from '../people/ports.ts';
import type { AccountStore, Connection } from '../ports.ts';
import { connectionOpened } from '../webhooks/events.ts';
import type { PresenceDeps } from './presence-events.ts';
import { replaceOldest } from './replace-oldest.ts';

/** The one notion of expiry, in epoch seconds: the earlier of 2 h after connecting and the token's `exp`. */
export const expiryOf = (connectedAt: number, exp: number): number =>
  Math.min(Math.floor(connectedAt / 1000) + LIMITS.connectionSeconds, exp);

export interface ConnectDeps extends PresenceDeps {
  readonly accounts: AccountStore;
  readonly profiles: ProfileStore;
}

/** False if the user may not connect; then nothing is left behind. */
export async function connect(deps: ConnectDeps, connection: Connection): Promise<boolean> {
  const { accounts, connections, settings, webhooks } = deps;
  const limit = settings.connectionsPerUser;
  const admitted = await accounts.admit(connection, limit > 0);
  if (!admitted) return false;
  const { open, listedAs } = admitted;
  await connections.open(connection);
  const { name, userId } = connection;
  // Of who has no name, the id is in its place.
  if (settings.userDirectory && name !== listedAs && name !== userId) await listUser(deps, connection);
  await webhooks.send([connectionOpened(connection)]);
  if (limit > 0 && open.length > limit) await replaceOldest(deps, connection, open);
  return true;
}
