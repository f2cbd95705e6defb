/** What an idle connection holds: resident memory after a collection, before and after so many of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { start } from './talk.ts';

const hello = z.object({ url: z.string(), token: z.string().optional() });
const memory = z.object({ rss: z.number(), heap: z.number() });
const nothing = z.object({});

const WARM_UP = 100;
const WARM_UPS = 20;
const SETTLE_MS = 1_500;
const LEFT_MS = 240_000;

export interface Idle {
  readonly bytesEach: number;
  /** Of those, JavaScript of the server's own thread. */
  readonly heapEach: number;
  readonly connectsPerSecond: number;
  /** Items in `connections` with all open, and once all had closed; only of the backend. */
  readonly items?: { readonly open: number; readonly left: number };
}

export async function idle(
  file: 'plain-ws.ts' | 'gateway-alone.ts' | 'backend.ts',
  count: number,
): Promise<Idle> {
  const server = await start(file, hello);
  const { url, token } = server.ready;
  const clients = await start('clients.ts', nothing, [url]);
  const headers = token === undefined ? [] : [`Authorization: Bearer ${token}`];
  const open = (many: number) =>
    clients.ask({ what: 'open', count: many, headers }, z.object({ ms: z.number() }));
  const isBackend = file === 'backend.ts';
  const items = async () => {
    if (!isBackend) return 0;
    const { items } = await server.ask({ what: 'left' }, z.object({ items: z.number() }));
    return items;
  };
  /** Waits for every `$disconnect`; returns what is left behind nevertheless. */
  const empty = async () => {
    let left = await items();
    for (const giveUp = Date.now() + LEFT_MS; left > 0 && Date.now() < giveUp; left = await items())
      await sleep(500);
    return left;
  };
  try {
    // What connections load, and what memory a process grows to while they come and go, is not the price of one.
    for (let n = 0; n < WARM_UPS; n += 1) {
      await open(WARM_UP);
      await clients.ask({ what: 'close' }, nothing);
    }
    await empty();
    await sleep(SETTLE_MS);
    const before = await server.ask({ what: 'memory' }, memory);
    const { ms } = await open(count);
    await sleep(SETTLE_MS);
    const after = await server.ask({ what: 'memory' }, memory);
    const opened = await items();
    await clients.ask({ what: 'close' }, nothing);
    const left = await empty();
    return {
      bytesEach: (after.rss - before.rss) / count,
      heapEach: (after.heap - before.heap) / count,
      connectsPerSecond: (count * 1_000) / ms,
      ...(isBackend && { items: { open: opened, left } }),
    };
  } finally {
    await clients.stop();
    await server.stop();
  }
}
