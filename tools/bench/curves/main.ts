/** `npm run bench -- curves`: what actions take in rooms of 10 to 100,000, and a sweep of 100 connections to a million. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { wholeNumber } from '../../flags.ts';
import { machine } from '../side-by-side/machine.ts';
import { flat, growth } from './room.ts';
import { swept } from './sweep.ts';

const ROOMS = [10, 100, 1_000, 10_000, 100_000];
const SWEEPS = [100, 1_000, 10_000, 100_000, 1_000_000];
const FILE = fileURLToPath(new URL('../curves.json', import.meta.url));
const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url));

const { most, json, write } = new Command('npm run bench -- curves')
  .description(
    'Units and CPU of a join, a leave, a send and a tick of the pump in rooms of 10 to 100,000; units, CPU and heap of a sweep of 100 to 1,000,000 connections, each in a process of its own.',
  )
  .option('--most <number>', 'connections, at the most', wholeNumber, 1_000_000)
  .option('--json', 'print one JSON object')
  .option('--write', 'keep the figures in tools/bench/curves.json, which npm run docs -- performance reads')
  .allowExcessArguments(false)
  .parse()
  .opts<{ most: number; json?: true; write?: true }>();

const upTo = (sizes: readonly number[]) => sizes.filter(size => size <= most);
const rooms = await growth(upTo(ROOMS), members => process.stderr.write(`a room of ${members}\n`));
const sweeps = upTo(SWEEPS).map(size => {
  process.stderr.write(`a sweep of ${size} connections\n`);
  // A heap that is larger than the function's: what it takes is what is asked.
  const args = ['--expose-gc', '--max-old-space-size=8192', '--import', 'tsx', PROCESS, String(size)];
  const { stdout, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`a sweep of ${size} failed: ${stderr}`);
  return swept.parse(JSON.parse(stdout));
});
if (write) {
  const at = new Date().toISOString().slice(0, 10);
  writeFileSync(FILE, `${JSON.stringify({ at, ...machine(), rooms, sweeps }, undefined, 2)}\n`);
}
if (json) console.log(JSON.stringify({ rooms, sweeps }));
else {
  console.table(rooms.map(flat));
  console.table(sweeps);
}
process.exit();
