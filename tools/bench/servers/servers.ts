/** Who is measured. */
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { EARLIER_NAME, EARLIER_NAMES, earlierSources } from './earlier.ts';
import { startNats } from './nats.ts';
import { LIFTED_NAMES, startBackend } from './ours.ts';
import { startPeer } from './peers.ts';
import { run } from './process.ts';
import { ROOT } from './root.ts';
import type { Server } from './server.ts';

export const OURS: Server = { name: 'ours', kind: 'ours', start: () => startBackend(ROOT, LIFTED_NAMES) };
export const WS: Server = { name: 'ws', kind: 'plain', start: () => startPeer('ws') };
export const SOCKET_IO: Server = {
  name: 'Socket.IO',
  kind: 'socket-io',
  start: () => startPeer('socket-io'),
};

export const earlier = (progress: (text: string) => void): Server => ({
  name: EARLIER_NAME,
  kind: 'ours',
  async start() {
    const root = await earlierSources(progress);
    return root === undefined ? undefined : startBackend(root, EARLIER_NAMES);
  },
});

/** Given one message at a time and four connections: more at once only make it slower, until its functions time out. */
export const TUTORIAL: Server = {
  name: 'serverless-offline',
  kind: 'tutorial',
  mostInFlight: 1,
  mostAtOnce: 4,
  start: () => startPeer('serverless'),
};

export const nats = (progress: (text: string) => void): Server => ({
  name: 'NATS',
  kind: 'nats',
  start: () => startNats(progress),
});

const GATEWAY = fileURLToPath(new URL('gateway-alone.ts', import.meta.url));

export const GATEWAY_ALONE: Server = {
  name: 'gateway alone',
  kind: 'bare',
  async start() {
    const server = await run({ file: GATEWAY }, z.object({ url: z.string() }));
    return { ...server, url: server.ready.url, tokens: [] };
  },
};
