/** Ends connections from our side: each is told why, since a close itself carries no reason. */
import type { ByeCode } from '../../protocol/index.ts';
import { encode } from '../encode.ts';
import { isOpening } from '../opening.ts';
import type { Connection, Poster } from '../ports.ts';
import { disconnect } from './disconnect.ts';
import type { PresenceDeps } from './presence-events.ts';

const MESSAGES: Readonly<Record<ByeCode, { message: string; reconnect: boolean }>> = {
  EXPIRED: { message: 'This connection has reached its time; connect again.', reconnect: true },
  KICKED: { message: 'An administrator closed this connection.', reconnect: false },
  REPLACED: { message: 'You connected too often; the oldest connection was closed.', reconnect: false },
  GOING_AWAY: { message: 'The server is going away; connect again.', reconnect: true },
};

/** The last frame of a connection that we close. */
const bye = (code: ByeCode): Buffer => encode({ type: 'bye', code, ...MESSAGES[code] });

/** Says goodbye and closes the socket. False if it was gone already. */
export async function closeSocket(
  { poster }: { poster: Poster },
  connectionId: string,
  code: ByeCode,
): Promise<boolean> {
  await poster.post(connectionId, bye(code));
  // Whatever became of the goodbye: a connection that is reported as gone may live all the same.
  return poster.disconnect(connectionId);
}

/**
 * `opening`: API Gateway does not know the connection yet, so that it can't be closed; nothing of it was touched. `gone`:
 * it had ended before.
 */
export type Ended = 'closed' | 'gone' | 'opening';

/** Closes a connection and takes back what it left, without waiting for its `$disconnect`, which is best effort. Others see at once who is kicked. */
export async function endConnection(
  deps: PresenceDeps,
  connection: Pick<Connection, 'userId' | 'name' | 'connectionId' | 'connectedAt' | 'upgraded'>,
  code: ByeCode,
): Promise<Ended> {
  const closed = await closeSocket(deps, connection.connectionId, code);
  if (!closed && isOpening(connection, deps.clock.now())) return 'opening';
  await disconnect(deps, connection, { atOnce: code === 'KICKED' });
  return closed ? 'closed' : 'gone';
}
