import { MessagingError } from './errors.ts';

/** What the SDK needs of a WebSocket: browsers', Node's own, and that of `ws` have it. */
export interface SocketLike {
  send(data: string): void;
  close(code?: number): void;
  // `never`: whatever event a WebSocket hands out, we look at it with care.
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
}

export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

/** Browsers can set no header, and a query string ends up in logs: the token travels as a subprotocol. */
const protocolsFor = (token: string): string[] => ['messaging.v1', `bearer.${token}`];

/** Of what a subprotocol may be made: RFC 9110's token characters. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]*$/;

/** A socket that can't be made will never be: there is no trying again. */
export function socketTo(url: string, token: string, WebSocket: SocketConstructor): SocketLike {
  try {
    return new WebSocket(url, protocolsFor(token));
  } catch (cause) {
    if (!TOKEN.test(token))
      throw new MessagingError('BAD_TOKEN', 'The token has characters that none may have.', { cause });
    const [address] = url.split('?');
    throw new MessagingError('BAD_URL', `No WebSocket can be made to ${address}.`, { cause });
  }
}

/** That of the browser or of Node; Node 20 has none. */
export function globalSocket(): SocketConstructor {
  // `setTimeout` makes it an object that the compiler knows.
  const { WebSocket }: { WebSocket?: SocketConstructor; setTimeout: unknown } = globalThis;
  if (!WebSocket) throw new TypeError('No global WebSocket: pass that of ws.');
  return WebSocket;
}
