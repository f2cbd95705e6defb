/** A container as on Lambda: the fan-out handler alone in a process, one event at a time. Reports the CPU of each event. */
import * as z from 'zod';
import { handler } from '../../../handlers/fanout.ts';

const order = z.object({ events: z.array(z.unknown()), warmUps: z.int() });
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 900_000 };

process.once('message', async message => {
  const { events, warmUps } = order.parse(message);
  const cpuMs: number[] = [];
  for (const event of events) {
    const before = process.cpuUsage();
    await handler(event, context);
    const { user, system } = process.cpuUsage(before);
    cpuMs.push((user + system) / 1_000);
  }
  process.send?.(cpuMs.slice(warmUps), () => process.exit());
});
