import { LIMITS } from '../../protocol/index.ts';
import type { Connection, ConnectionStore } from '../ports.ts';
import { connectionOpened } from '../webhooks/events.ts';
import type { Webhooks } from '../webhooks/ports.ts';

/** The one notion of expiry, in epoch seconds: the earlier of 2 h after connecting and the token's `exp`. */
export const expiryOf = (connectedAt: number, exp: number): number =>
  Math.min(Math.floor(connectedAt / 1000) + LIMITS.connectionSeconds, exp);

export async function connect(
  deps: { connections: ConnectionStore; webhooks: Webhooks },
  connection: Connection,
): Promise<void> {
  await deps.connections.open(connection);
  await deps.webhooks.send([connectionOpened(connection)]);
}
