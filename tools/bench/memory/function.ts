/** A container as on Lambda: the send handler alone in a process, bundled, one event at a time. Tells the CPU of a send. */
import { performance } from 'node:perf_hooks';
import * as z from 'zod';
import { handler } from '../../../handlers/send-message.ts';
import { sendEvent } from './events.ts';

const order = z.object({ rooms: z.array(z.string()), sends: z.int(), rounds: z.int() });

const answered = z.object({ body: z.string() });

async function send(room: string): Promise<void> {
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 29_000 };
  const { body } = answered.parse(await handler(sendEvent(room), context));
  if (!body.includes('"type":"ok"')) throw new Error(`a send of the benchmark was answered ${body}`);
}

async function measured(room: string, sends: number): Promise<{ cpuMs: number; wallMs: number }> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let i = 0; i < sends; i++) await send(room);
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1_000 / sends, wallMs: (performance.now() - began) / sends };
}

process.once('message', async message => {
  const { rooms, sends, rounds } = order.parse(message);
  const rows: { room: string; cpuMs: number; wallMs: number }[] = [];
  // In turns, so that whatever else the machine does hits all of them; the first turn only warms up.
  for (let round = 0; round <= rounds; round++)
    for (const room of rooms) {
      const row = { room, ...(await measured(room, sends)) };
      if (round > 0) rows.push(row);
    }
  process.send?.({ rows, rssMb: process.memoryUsage().rss / 2 ** 20 }, () => process.exit());
});
