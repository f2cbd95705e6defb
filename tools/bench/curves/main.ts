/** `npm run bench -- curves`: what a sweep takes, from 100 connections to a million. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { wholeNumber } from '../../flags.ts';
import { swept } from './sweep.ts';

const SIZES = [100, 1_000, 10_000, 100_000, 1_000_000];
const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url));

const { most, json } = new Command('npm run bench -- curves')
  .description(
    'Units, CPU and heap of a sweep of 100 to 1,000,000 connections, each size in a process of its own.',
  )
  .option('--most <number>', 'connections, at the most', wholeNumber, 1_000_000)
  .option('--json', 'print one JSON array')
  .allowExcessArguments(false)
  .parse()
  .opts<{ most: number; json?: true }>();

const sweeps = SIZES.filter(size => size <= most).map(size => {
  process.stderr.write(`a sweep of ${size} connections\n`);
  // A heap that is larger than the function's: what it takes is what is asked.
  const args = ['--expose-gc', '--max-old-space-size=8192', '--import', 'tsx', PROCESS, String(size)];
  const { stdout, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`a sweep of ${size} failed: ${stderr}`);
  return swept.parse(JSON.parse(stdout));
});
if (json) console.log(JSON.stringify(sweeps));
else console.table(sweeps);
process.exit();
