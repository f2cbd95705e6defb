/** What a message to a room costs its server, for each one who hears it. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { start } from './talk.ts';

const hello = z.object({ url: z.string() });
const nothing = z.object({});
const cost = z.object({ cpuMicros: z.number(), ms: z.number() });
const received = z.object({ frames: z.number() });

export interface Delivery {
  readonly cpuMicrosEach: number;
  readonly perSecond: number;
}

/** @param deliveries in all, as near as rounds over the members allow */
export async function delivery(
  file: 'plain-ws.ts' | 'gateway-alone.ts',
  members: number,
  deliveries: number,
): Promise<Delivery> {
  const server = await start(file, hello);
  const clients = await start('clients.ts', nothing, [server.ready.url]);
  const rounds = Math.max(1, Math.round(deliveries / members));
  try {
    await clients.ask({ what: 'open', count: members }, nothing);
    const heard = async () => (await clients.ask({ what: 'received' }, received)).frames;
    const run = async (times: number) => {
      const expected = (await heard()) + times * members;
      const started = performance.now();
      const { cpuMicros } = await server.ask({ what: 'broadcast', rounds: times }, cost);
      while ((await heard()) < expected) await sleep(5);
      const ms = performance.now() - started;
      return { cpuMicrosEach: cpuMicros / (times * members), perSecond: (times * members * 1_000) / ms };
    };
    await run(Math.ceil(rounds / 5));
    return await run(rounds);
  } finally {
    await clients.stop();
    await server.stop();
  }
}
