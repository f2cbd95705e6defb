import { isOpening } from '../opening.ts';
import type { AccountStore, Connection, OpenConnection } from '../ports.ts';
import { endConnection } from './close-connection.ts';
import type { PresenceDeps } from './presence-events.ts';

/** A user's connections beyond the limit: the oldest ones. */
const surplusOf = <C extends OpenConnection>(connections: readonly C[], limit: number): C[] =>
  connections
    .toSorted((a, b) => a.connectedAt - b.connectedAt)
    .slice(0, Math.max(0, connections.length - limit));

/** The same of many users. */
export function surplusOfEach<C extends OpenConnection & Pick<Connection, 'userId'>>(
  connections: Iterable<C>,
  limit: number,
): C[] {
  const byUser = new Map<string, C[]>();
  for (const connection of connections) {
    const own = byUser.get(connection.userId);
    if (own) own.push(connection);
    else byUser.set(connection.userId, [connection]);
  }
  return [...byUser.values()].flatMap(own => surplusOf(own, limit));
}

/**
 * For a user whose account shows more connections than they may have. Most of these have ended: `$disconnect` leaves them
 * in the account, so that it costs no write there. Never throws: the new connection does not fail because of an old one.
 * @param open as the account has them
 */
export async function replaceOldest(
  deps: PresenceDeps & { readonly accounts: AccountStore },
  { userId, connectionId: own }: Connection,
  open: readonly OpenConnection[],
): Promise<void> {
  const { accounts, clock, connections, logger, settings } = deps;
  try {
    const found = await connections.ofUser(userId);
    const kept = new Set(found.map(({ connectionId }) => connectionId));
    for (const connection of surplusOf(found, settings.connectionsPerUser)) {
      // Nothing can be posted to the connection that is just being made, and it is the newest anyway.
      if (connection.connectionId === own) continue;
      if ((await endConnection(deps, connection, 'REPLACED')) !== 'opening')
        kept.delete(connection.connectionId);
    }
    // Another one that is being made may be in the account, and not yet in the table.
    const ended = open.filter(one => !kept.has(one.connectionId) && !isOpening(one, clock.now()));
    await accounts.forget(userId, ended);
  } catch (error) {
    logger.warn('oldest connection not replaced', { userId, error });
  }
}
