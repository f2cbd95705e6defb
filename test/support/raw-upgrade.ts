/** Through the upgrade by hand, and then bytes of one's own: for who sends what no WebSocket library would. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export function upgradeRequest(url: string, headers: readonly string[]): string {
  const { host, pathname } = new URL(url);
  const lines = [
    `GET ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  ];
  return [...lines, '', ''].join('\r\n');
}

/** @throws if the upgrade is refused */
export async function rawUpgrade(url: string, headers: readonly string[]): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(upgradeRequest(url, headers));
  const [answer] = await once(socket, 'data');
  if (!String(answer).startsWith('HTTP/1.1 101 '))
    throw new Error(`an upgrade was refused: ${String(answer).split('\r\n', 1)[0]}`);
  return socket;
}
