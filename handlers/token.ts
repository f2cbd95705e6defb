import { type Headers, header, listed } from './headers.ts';

/** How browsers send a token: they can set no header on a WebSocket, but they can offer subprotocols. */
const BEARER_SUBPROTOCOL = 'bearer.';
const BEARER = /^Bearer +(\S+)$/i;

interface Handshake extends Headers {
  readonly queryStringParameters?: Readonly<Record<string, string>> | null | undefined;
}

/** What an Authorization header bears. */
export const bearerOf = (headers: Headers['headers']): string | undefined =>
  BEARER.exec(header(headers, 'authorization'))?.[1];

/** The token of a handshake: from the Authorization header, else the subprotocols, else, where allowed, the query. */
export function tokenOf(handshake: Handshake, { allowQuery }: { allowQuery: boolean }): string | undefined {
  const bearer = bearerOf(handshake.headers);
  const offered = listed(handshake, 'sec-websocket-protocol');
  const subprotocol = offered.find(item => item.startsWith(BEARER_SUBPROTOCOL));
  const query = allowQuery ? handshake.queryStringParameters?.token : undefined;
  return bearer ?? subprotocol?.slice(BEARER_SUBPROTOCOL.length) ?? query;
}
