/** Clients that know nothing but the wire: WebSocket's, and bytes written by hand. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { RawData } from 'ws';
import { WebSocket } from 'ws';

/** Another process may have the machine for a while. */
const PATIENCE_MS = 10_000;

export const WEBSOCKET_HEADERS = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];

export interface Client {
  readonly ws: WebSocket;
  next(): Promise<string>;
  closed: Promise<{ code: number; reason: string }>;
}

/** A client that forgets no message, however late it is asked for. */
export async function connect(
  url: string,
  protocols: string[] = [],
  options: WebSocket.ClientOptions = {},
): Promise<Client> {
  const ws = new WebSocket(url, protocols, options);
  const messages: string[] = [];
  const waiting: ((message: string) => void)[] = [];
  ws.on('message', (data: RawData) => {
    const resolve = waiting.shift();
    if (resolve) resolve(data.toString());
    else messages.push(data.toString());
  });
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(ws, 'open');
  ws.on('error', () => {});
  return {
    ws,
    closed,
    next: () => {
      const message = messages.shift();
      return message === undefined ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(message);
    },
  };
}

/** The plain HTTP answer to an upgrade that is refused. */
export async function refused(
  url: string,
  protocols: string[] = [],
  options: WebSocket.ClientOptions = {},
): Promise<{ status: number | undefined; errorType: unknown; body: string }> {
  const ws = new WebSocket(url, protocols, options);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    ws.on('unexpected-response', (_request, answer) => resolve(answer));
    ws.on('open', () => reject(new Error('the upgrade was accepted')));
    ws.on('error', reject);
  });
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, errorType: response.headers['x-amzn-errortype'], body };
}

const byHand: Socket[] = [];

/** For afterEach. */
export function destroyByHand(): void {
  for (const socket of byHand.splice(0)) socket.destroy();
}

/** An upgrade written by hand, for what a WebSocket client would not do. `Host:` among the headers stands for none. */
export function upgradeByHand(
  url: string,
  headers: readonly string[] = WEBSOCKET_HEADERS,
  version = 'HTTP/1.1',
): Socket {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const socket =
    protocol === 'wss:'
      ? connectTls({ host: hostname, port: Number(port || 443), servername: hostname })
      : connectTcp(Number(port), hostname);
  socket.on('error', () => {});
  byHand.push(socket);
  const lines = [
    `GET ${pathname}${search} ${version}`,
    ...(headers.includes('Host:') ? [] : [`Host: ${host}`]),
    'Connection: Upgrade',
    'Upgrade: websocket',
  ];
  const sent = headers.filter(header => header !== 'Host:');
  socket.write([...lines, ...sent, '', ''].join('\r\n'));
  return socket;
}

export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not come to pass within 10 s');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
