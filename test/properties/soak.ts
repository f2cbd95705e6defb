/** `npm run test:soak -- [--runs <n>] [--seed <n>]`: the conversations of the tests, 50,000 times. */
import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { interleaved } from './interleaved.ts';

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number from 0.');
  return Number(text);
}

const command = new Command('npm run test:soak --')
  .description(
    'Random conversations of five clients in three rooms, and what they broke of the promises. Ends by itself, with 1 where a promise was broken.',
  )
  .option('--runs <number>', 'how many conversations', wholeNumber, 50_000)
  .option('--seed <number>', 'repeats a run whose seed was printed', wholeNumber)
  .option('--minutes <number>', 'stops after so long, with what it has', wholeNumber, 60)
  .parse();
const { runs, minutes, seed: given } = command.opts<{ runs: number; minutes: number; seed?: number }>();

/** Conversations between two looks at the clock; each such part has a seed of its own, so that it can be repeated alone. */
const PART = 500;

const first = given ?? Math.floor(Math.random() * 2 ** 31);
console.log(`seed ${first}`);
const bar = new SingleBar(
  { format: '{bar} {value} of {total} conversations, {eta_formatted} left' },
  Presets.shades_classic,
);
bar.start(runs, 0);
const giveUpAt = Date.now() + minutes * 60_000;
let done = 0;
let broken: string | undefined;
for (let seed = first; done < runs && Date.now() < giveUpAt && broken === undefined; seed++) {
  const numRuns = Math.min(PART, runs - done);
  const report = await fc.check(interleaved(), { seed, numRuns });
  if (report.failed) broken = fc.defaultReportMessage(report);
  done += report.numRuns;
  bar.update(done);
}
bar.stop();
console.log(broken ?? `${done} of ${runs} conversations, and no promise broken.`);
process.exit(broken === undefined && done > 0 ? 0 : 1);
