/** The WebSocket under every client but Socket.IO's, with the same options for each. */
import WebSocket from 'ws';
import type { Hooks, Target } from './member.ts';

export interface OpenSocket {
  readonly send: (text: string) => void;
}

/** @throws if the connection is refused */
export function openSocket(
  { url, token, localAddress }: Target,
  subprotocols: readonly string[],
  received: (frame: string) => void,
  { failed }: Hooks,
): Promise<OpenSocket> {
  const socket = new WebSocket(url, [...subprotocols], {
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    perMessageDeflate: false,
    skipUTF8Validation: true,
    ...(localAddress !== undefined && { localAddress }),
  });
  socket.on('message', data => received(String(data)));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', code => {
      reject(new Error(`closed with ${code}`));
      failed(`a connection was closed with ${code}`);
    });
    socket.on('open', () => resolve({ send: text => socket.send(text) }));
  });
}
