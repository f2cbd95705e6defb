/** `npm run bench -- memory [--json] [--write]`: which memory size a send is given, by what it takes there and costs. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { PRICES, REGION, TIMES } from '../../../costs/defaults.ts';
import { chosenMemory, type MeasuredMemory, memoryTable } from '../../../costs/model/memory-table.ts';
import { pricesOf } from '../../../costs/model/price-table.ts';
import { measuredCpu } from './cpu.ts';

const RESULT = fileURLToPath(new URL('../../../costs/memory.json', import.meta.url));
const METHOD =
  'The bundled send handler runs alone in a process, one event at a time, against a store and a management API in another; its CPU time is measured at rooms of 2 and 100 connections. At a memory size the CPU takes its time over memory ÷ 1,769 MB; round trips to AWS are those of service-times.json. Nothing was throttled: Lambda hands out CPU in slices, which rounds each figure up by some milliseconds.';

const command = new Command('npm run bench -- memory')
  .description('Time and price of a send at 128 to 1,769 MB.')
  .option('--json', 'one JSON document')
  .option('--write', 'keep what was measured in costs/memory.json, where the model reads it')
  .parse();
const { json, write } = command.opts<{ json?: true; write?: true }>();

const { cpuMs, cpuMsPerPost, rssMb } = await measuredCpu();
const rounded = (value: number) => Number(value.toPrecision(3));
const measured: MeasuredMemory = {
  generated: {
    by: 'bench memory',
    at: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`,
    method: METHOD,
  },
  cpuMs: rounded(cpuMs),
  cpuMsPerPost: rounded(cpuMsPerPost),
  rssMb: rounded(rssMb),
};
if (write) writeFileSync(RESULT, `${JSON.stringify(measured, undefined, 2)}\n`);

const rows = memoryTable(measured, TIMES, pricesOf(PRICES, REGION));
const chosen = chosenMemory(rows);
if (json) console.log(JSON.stringify({ ...measured, rows, chosenMb: chosen }, undefined, 2));
else {
  console.log(
    `A send takes ${measured.cpuMs} ms of a full vCPU and ${measured.cpuMsPerPost} ms a post; ${measured.rssMb} MB.`,
  );
  console.table(rows);
  console.log(`Time × price is least at ${chosen} MB.\n\n${METHOD}`);
}
process.exit();
