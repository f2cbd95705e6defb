/** The one port that everything is served on. It is bound first, so that all that is made after it knows its own address. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type HttpService, listenerOf } from './http-service.ts';
import { type Names, namesOf } from './names.ts';

const KEEP_ALIVE_MS = 65_000; // longer than an SDK leaves a socket idle, so that none is reused while it closes

export interface HttpPort {
  readonly server: Server;
  readonly names: Names;
  /** As in `127.0.0.1:4000`: how this machine reaches it. */
  readonly authority: string;
  /** Without a trailing slash. */
  readonly url: string;
  /** Several services, asked in order; before this, each request is refused with 503. */
  serve(services: readonly HttpService[], report: (name: string, error: unknown) => void): void;
  close(): Promise<void>;
}

/** Also for upgrades: without a listener of their own, Node treats them as plain requests. */
const starting: RequestListener = (_, response) => {
  response.writeHead(503, { Connection: 'close', 'Content-Type': 'application/json' });
  response.end('{"message":"Service Unavailable"}');
};

/** Every address of the machine: nothing that a URL could name. Node lets IPv4 in by either. */
export const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];

/**
 * Port 0 takes a free one. Rejects with Node's own error if the port is taken.
 * @param publicUrl how others reach it, without a trailing slash
 */
export async function openPort(port: number, host = '127.0.0.1', publicUrl?: string): Promise<HttpPort> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, starting).listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`${host} gave no TCP port`);
  const own = EVERY_ADDRESS.includes(address.address) ? '127.0.0.1' : address.address;
  const authority = `${own.includes(':') ? `[${own}]` : own}:${address.port}`;
  const names = namesOf({ host, publicUrl });
  return {
    server,
    names,
    authority,
    url: `http://${authority}`,
    serve(services, report) {
      server.off('request', starting);
      server.on('request', listenerOf(services, names, report));
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
