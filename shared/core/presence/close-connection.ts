/** Closing a connection from our side: it is told why, since a close itself carries no reason. */
import type { ByeCode } from '../../protocol/index.ts';
import { encode } from '../encode.ts';
import type { Poster } from '../ports.ts';

const MESSAGES: Readonly<Record<ByeCode, { message: string; reconnect: boolean }>> = {
  EXPIRED: { message: 'This connection has reached its time; connect again.', reconnect: true },
  KICKED: { message: 'An administrator closed this connection.', reconnect: false },
  REPLACED: { message: 'You connected too often; the oldest connection was closed.', reconnect: false },
  GOING_AWAY: { message: 'The server is going away; connect again.', reconnect: true },
};

/** False where the connection was gone already. */
export async function kick(
  { poster }: { poster: Poster },
  connectionId: string,
  code: ByeCode,
): Promise<boolean> {
  const said = await poster.post(connectionId, encode({ type: 'bye', code, ...MESSAGES[code] }));
  return said !== 'gone' && poster.disconnect(connectionId);
}
