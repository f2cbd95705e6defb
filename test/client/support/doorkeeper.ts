/** A server on a real port that lets in by the token, and then answers as the script says. Light, beside the whole backend. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { obliging, type Script } from './scripted.ts';

export interface Doorkeeper {
  readonly url: string;
  /** The tokens that it lets in; it refuses others with 403. */
  readonly accepted: Set<string>;
  /** The tokens that came, in their order. */
  readonly came: string[];
  /** Ends every connection. */
  cut(): void;
  close(): Promise<void>;
}

export interface DoorkeeperOptions {
  readonly script?: Script;
  /** What plain HTTP is answered. */
  readonly status?: number;
}

export async function doorkeeper({
  script = obliging,
  status = 426,
}: DoorkeeperOptions = {}): Promise<Doorkeeper> {
  const accepted = new Set<string>();
  const came: string[] = [];
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'messaging.v1' });
  const server = createServer((_, response) => response.writeHead(status).end());
  server.on('upgrade', (request, socket, head) => {
    const [, token = ''] = /bearer\.([^,\s]+)/.exec(request.headers['sec-websocket-protocol'] ?? '') ?? [];
    came.push(token);
    if (!accepted.has(token)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, client =>
      client.on('message', data => {
        const frame = JSON.parse(String(data));
        const reply = script(frame);
        if (reply) client.send(JSON.stringify({ type: 'ok', id: frame.id, action: frame.action, ...reply }));
      }),
    );
  });
  const cut = () => {
    for (const client of sockets.clients) client.terminate();
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/local`,
    accepted,
    came,
    cut,
    async close() {
      cut();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
