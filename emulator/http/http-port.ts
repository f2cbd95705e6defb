/** The one port that everything is served on. It is bound first, so that all that is made after it knows its own address. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';

const KEEP_ALIVE_MS = 65_000; // longer than an SDK leaves a socket idle, so that none is reused while it closes

export interface HttpPort {
  readonly server: Server;
  /** As in `127.0.0.1:4000`. */
  readonly authority: string;
  /** Without a trailing slash. */
  readonly url: string;
  /** Serves requests; before this, each is refused with 503. */
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

/** Also for upgrades: without a listener of their own, Node treats them as plain requests. */
const starting: RequestListener = (_, response) => {
  response.writeHead(503, { Connection: 'close', 'Content-Type': 'application/json' });
  response.end('{"message":"Service Unavailable"}');
};

/** Port 0 takes a free one. Rejects with Node's own error if the port is taken. */
export async function openPort(port: number, host = '127.0.0.1'): Promise<HttpPort> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, starting).listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`${host} gave no TCP port`);
  const authority = `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  return {
    server,
    authority,
    url: `http://${authority}`,
    serve(listener) {
      server.off('request', starting);
      server.on('request', listener);
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
