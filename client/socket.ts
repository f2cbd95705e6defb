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
export const protocolsFor = (token: string): string[] => ['messaging.v1', `bearer.${token}`];

/** That of the browser or of Node; Node 20 has none. */
export function globalSocket(): SocketConstructor {
  // `setTimeout` makes it an object that the compiler knows.
  const { WebSocket }: { WebSocket?: SocketConstructor; setTimeout: unknown } = globalThis;
  if (!WebSocket) throw new TypeError('No global WebSocket: pass that of ws.');
  return WebSocket;
}
