/** `npm run chaos`: breaks a server in every way there is, and checks what its clients were promised. */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveHistory } from '../../test/history/file.ts';
import { drawSchedule } from './draw.ts';
import { type Flags, readFlags } from './flags.ts';
import { type Outcome, outcomeOf, told } from './outcome.ts';
import { possibleWith } from './possible.ts';
import { type Course, run } from './run.ts';
import { type Schedule, schedule as schema } from './schedule.ts';
import { shrink } from './shrink.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Each takes as long as the first. */
const SHRINKING_RUNS = 40;

const flags = readFlags();
const say = (line: string) => console.error(`seed ${flags.seed}: ${line}`);

function scheduleOf({ schedule: file, seed, duration, clients, from }: Flags): Schedule {
  if (file === undefined)
    return drawSchedule({ seed, seconds: duration, clients, possible: possibleWith(clients, from) });
  const read = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  throw new Error(
    `${file} is no schedule: ${read.error.issues[0]?.path.join('.')} ${read.error.issues[0]?.message}`,
  );
}

function commandOf({ schedule: file, seed, duration, clients, from }: Flags): string {
  const what =
    file === undefined ? `--seed ${seed} --duration ${duration} --clients ${clients}` : `--schedule ${file}`;
  return `npm run chaos -- ${what}${from === undefined ? '' : ` --from ${from}`}`;
}

const command = commandOf(flags);
const fileFor = (name: string) => join(tmpdir(), `chaos-${flags.seed}-${name}`);

async function play(schedule: Schedule): Promise<{ course: Course; outcome: Outcome }> {
  const course = await run(schedule, { from: flags.from, command, onProgress: say });
  return { course, outcome: outcomeOf(course) };
}

/** Two runs fail in the same way if the same promise was broken, or neither broke any. */
const wayOf = ({ violations }: Outcome) => violations[0]?.property;

async function shorter(schedule: Schedule, first: Outcome): Promise<string> {
  const fails = async (candidate: Schedule) => {
    const { outcome } = await play(candidate);
    say(`${candidate.faults.length} faults, ${candidate.operations.length} operations: ${outcome.verdict}`);
    return outcome.verdict === 'broken' && wayOf(outcome) === wayOf(first);
  };
  const shortest = await shrink(schedule, fails, SHRINKING_RUNS);
  const file = fileFor('shortest.json');
  writeFileSync(file, JSON.stringify(shortest));
  return file;
}

const EXIT_CODES = { kept: 0, broken: 1, undecided: 3 } as const;

async function main(): Promise<Outcome['verdict']> {
  const schedule = scheduleOf(flags);
  const { course, outcome } = await play(schedule);
  const { verdict } = outcome;
  const history = verdict === 'kept' ? undefined : fileFor('history.jsonl');
  if (history !== undefined) await saveHistory(history, course.history);
  console.log(
    flags.json
      ? JSON.stringify({ seed: schedule.seed, command, ...outcome, history })
      : told(course, outcome),
  );
  if (history !== undefined)
    say(`npx tsx test/history/main.ts ${history} checks it again; ${command} does it again`);
  if (verdict === 'broken' && flags.shrink)
    say(`npm run chaos -- --schedule ${await shorter(schedule, outcome)} is shorter`);
  return verdict;
}

// By way of exit, so that the server goes with it.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
try {
  process.exitCode = EXIT_CODES[await main()];
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
process.exit();
