/**
 * Random conversations on virtual time, for as long as is asked: `npx tsx test/properties/soak.ts --minutes 2`. Each part of
 * them has a seed of its own; a part that fails prints how to run it again.
 */
import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import fc from 'fast-check';
import { simulated } from './simulated.ts';

// No news to us, and no output of this program.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

function wholeNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('A whole number from 0.');
  return Number(text);
}

const PROGRAM = 'npx tsx test/properties/soak.ts';
const { runs, minutes, seed, json } = new Command(PROGRAM)
  .description(
    'Runs the real handlers of two containers on virtual time, with a network and a store whose every step is in an order of the seed’s choosing: five clients in five rooms, containers that die, clocks that step. Ends by itself, with 1 if a promise was broken.',
  )
  .option('--runs <number>', 'how many conversations', wholeNumber, 50_000)
  .option('--minutes <number>', 'stops after so long, with what it has', wholeNumber, 60)
  .option('--seed <number>', 'of the first conversation; the same seed again, the same run', wholeNumber)
  .option('--json', 'print one JSON line at the end')
  .allowExcessArguments(false)
  .parse()
  .opts<{ runs: number; minutes: number; seed?: number; json?: true }>();

/** Conversations between two looks at the clock, under one seed. */
const PART = 100;

const first = seed ?? Math.floor(Math.random() * 2 ** 31);
if (!json) console.log(`seed ${first}`);
const bar = new SingleBar(
  {
    format: '{bar} {value} of {total} conversations, {eta_formatted} left',
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  },
  Presets.shades_classic,
);
if (!json) bar.start(runs, 0);
const began = performance.now();
const usedBefore = process.cpuUsage();
let done = 0;
let steps = 0;
let broken: string | undefined;
for (let part = first; done < runs && broken === undefined; part++) {
  if (performance.now() - began >= minutes * 60_000) break;
  const numRuns = Math.min(PART, runs - done);
  const report = await fc.check(
    simulated({}, taken => {
      steps += taken;
    }),
    { seed: part, numRuns },
  );
  if (report.failed)
    broken = `${report.errorInstance}\n\n${fc.defaultReportMessage(report)}\n\nAgain: ${PROGRAM} --seed ${part} --runs ${numRuns}`;
  done += report.numRuns;
  bar.update(done);
  // Everything else in a conversation is microtasks: here the progress is shown, and Ctrl+C is heard.
  await new Promise(setImmediate);
}
bar.stop();
const MINUTE_MS = 60_000;
const tookMs = performance.now() - began;
const { user, system } = process.cpuUsage(usedBefore);
const result = {
  seed: first,
  conversations: done,
  steps,
  /** Turns given to a call to the store, a frame or a sleep. */
  stepsPerMinute: Math.round((steps / tookMs) * MINUTE_MS),
  /** The same by the processor's time, which others on the machine do not take from. */
  stepsPerCpuMinute: Math.round((steps * 1_000 * MINUTE_MS) / (user + system)),
  seconds: Math.round(tookMs / 1_000),
  broken: broken ?? null,
};
if (json) console.log(JSON.stringify(result));
else
  console.log(
    broken ??
      `Seed ${first}: ${done} conversations, ${steps} steps (${result.stepsPerMinute} a minute; ${result.stepsPerCpuMinute} a minute of one core), and no promise broken.`,
  );
process.exit(broken === undefined && done > 0 ? 0 : 1);
