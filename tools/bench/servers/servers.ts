/** Who is measured. */
import { EARLIER_NAME, EARLIER_NAMES, earlierSources } from './earlier.ts';
import { LIFTED_NAMES, ROOT, startBackend } from './ours.ts';
import { startPeer } from './peers.ts';
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
