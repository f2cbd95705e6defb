/** Writes the measured times to the file that the simulator and the cost model read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MEMORY } from '../../../costs/defaults.ts';
import { serviceTimes } from '../../../costs/model/service-times.ts';
import type { FunctionCpu } from './function-cpu.ts';
import type { Row } from './row.ts';

const FILE = fileURLToPath(new URL('../../../costs/service-times.json', import.meta.url));
const MICROSECONDS = 1_000;
const rounded = (value: number): number => Number(value.toPrecision(3));

export function keepServiceTimes(
  posts: readonly Row[],
  { pumpMs, workerMs, connectionsPerWorker }: FunctionCpu,
): void {
  const plain = posts.filter(({ name }) => name === 'post.cpu');
  const http = plain.find(({ peerName }) => peerName === 'http');
  const sdk = plain.find(({ peerName }) => peerName === 'sdk');
  const before = serviceTimes.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  const { 'send-message': send, fanout, 'fanout-worker': worker } = before.functions;
  if (!http || !sdk || !send || !fanout || !worker) throw new Error(`${FILE} lacks what this run measures`);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`;
  const ours = http.ours / MICROSECONDS;
  const after = serviceTimes.parse({
    ...before,
    generated: {
      by: 'bench fanout',
      at: new Date().toISOString().slice(0, 10),
      note: `npm run bench -- fanout --write, on ${machine}: CPU of a post, of the pump and of its workers. CPU of a send is costs/memory.json's, by npm run bench -- memory. CPU of the other functions, and what is marked as not measured, are assumptions.`,
    },
    cpuPerPost: {
      ours: { ms: rounded(ours), measured: true, source: 'bench fanout, post.cpu' },
      sdk: {
        ms: rounded(sdk.peer / MICROSECONDS),
        measured: true,
        source: 'bench fanout, post.cpu: the SDK client’s defaults',
      },
    },
    functions: {
      ...before.functions,
      'send-message': { ...send, cpuMs: MEMORY.cpuMs },
      fanout: { ...fanout, cpuMs: rounded(pumpMs) },
      'fanout-worker': { ...worker, cpuMs: rounded(Math.max(0.1, workerMs - connectionsPerWorker * ours)) },
    },
  });
  writeFileSync(FILE, `${JSON.stringify(after, undefined, 2)}\n`);
}
