/** `npm run bench -- gateway [--json]`: the local gateway and plain `ws` in one run, ratios side by side. */
import { Command } from 'commander';
import { wholeNumber } from '../../flags.ts';
import { median, type Row, row } from '../fan-out/row.ts';
import { table } from '../fan-out/table.ts';
import { delivery } from './delivery.ts';
import { idle } from './idle.ts';

const { connections, deliveries, repeat, json } = new Command('npm run bench -- gateway')
  .description('Memory of an idle connection and cost of a delivery, next to plain ws in the same run.')
  .option('--connections <number>', 'idle connections', wholeNumber, 10_000)
  .option('--deliveries <number>', 'deliveries a measurement', wholeNumber, 300_000)
  .option('--repeat <number>', 'measurements of which the median counts', wholeNumber, 3)
  .option('--json', 'print one JSON line')
  .allowExcessArguments(false)
  .parse()
  .opts<{ connections: number; deliveries: number; repeat: number; json?: true }>();

/** The promise: an idle connection holds at most so many times what plain ws holds. */
const MEMORY_RATIO = 2;

const plain = await idle('plain-ws.ts', connections);
const alone = await idle('gateway-alone.ts', connections);
const backend = await idle('backend.ts', connections);

const rows: Row[] = [];
const against = (name: string, unit: string, ours: number, peer: number) =>
  rows.push(row({ name, unit, ours, peer, peerName: 'plain ws' }));
const KIB = 1_024;
against('idle connection, gateway', 'KiB', alone.bytesEach / KIB, plain.bytesEach / KIB);
against('idle connection, backend', 'KiB', backend.bytesEach / KIB, plain.bytesEach / KIB);
against('of it on the heap, gateway', 'KiB', alone.heapEach / KIB, plain.heapEach / KIB);
against('of it on the heap, backend', 'KiB', backend.heapEach / KIB, plain.heapEach / KIB);
against('connects, gateway', '1/s', alone.connectsPerSecond, plain.connectsPerSecond);
against('connects, backend', '1/s', backend.connectsPerSecond, plain.connectsPerSecond);

for (const members of [100, 1_000]) {
  const [ours, peers] = [[], []] as Awaited<ReturnType<typeof delivery>>[][];
  // In turns, so that whatever else the machine does falls on both.
  for (let n = 0; n < repeat; n += 1) {
    peers?.push(await delivery('plain-ws.ts', members, deliveries));
    ours?.push(await delivery('gateway-alone.ts', members, deliveries));
  }
  const medianOf = (all: typeof ours, what: 'cpuMicrosEach' | 'perSecond') =>
    median((all ?? []).map(one => one[what]));
  against(
    `delivery, room of ${members}`,
    'µs CPU',
    medianOf(ours, 'cpuMicrosEach'),
    medianOf(peers, 'cpuMicrosEach'),
  );
  against(`deliveries, room of ${members}`, '1/s', medianOf(ours, 'perSecond'), medianOf(peers, 'perSecond'));
}

const { open = 0, left = 0 } = backend.items ?? {};
const ratio = backend.bytesEach / plain.bytesEach;
const holds = open === connections && left === 0 && ratio <= MEMORY_RATIO;
if (json) console.log(JSON.stringify({ connections, rows, items: { open, left }, holds }));
else {
  console.log(table(rows));
  console.log(`\nItems in connections: ${open} with ${connections} open, ${left} after all had closed.`);
  console.log(
    `${holds ? '✓' : '✗'} Memory at most ${MEMORY_RATIO} times plain ws (${ratio.toFixed(2)}), and nothing left behind.`,
  );
}
process.exit(holds ? 0 : 1);
