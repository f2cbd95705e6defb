/** Many clients in one process: they read, count what they read, and keep none of it. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { rawUpgrade } from '../../../test/support/raw-upgrade.ts';
import { answerWith, BODY } from './talk.ts';

const [, , url = ''] = process.argv;
const FRAME_BYTES = BODY.length + 4;
const AT_ONCE = 50;
const open: Socket[] = [];
let bytes = 0;

async function openOne(headers: readonly string[]): Promise<void> {
  const socket = await rawUpgrade(url, headers);
  socket.on('data', chunk => {
    bytes += chunk.length;
  });
  open.push(socket);
}

/** A close frame without a code, masked with nothing. */
const CLOSE = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);

answerWith(async ({ what, count = 0, headers = [] }) => {
  if (what === 'open') {
    const numbers = Array.from({ length: count }).values();
    const work = async () => {
      for (const _ of numbers) await openOne(headers);
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { ms: performance.now() - started };
  }
  if (what === 'received') return { frames: Math.floor(bytes / FRAME_BYTES) };
  await Promise.all(
    open.splice(0).map(async socket => {
      const closed = once(socket, 'close');
      socket.write(CLOSE);
      await closed;
    }),
  );
  return {};
});
process.send?.({});
