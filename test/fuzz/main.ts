/** `npm run test:fuzz`: inputs that nobody would send, for so many minutes. Exits with 1 if anything did not hold. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import * as z from 'zod';
import { wholeNumber } from '../../tools/flags.ts';
import { failureOf, fuzz, type Report } from './engine.ts';
import type { Json } from './surface.ts';
import { SURFACES } from './surfaces.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

interface Flags {
  readonly minutes: number;
  readonly only?: string;
  readonly seed: number;
  readonly failures: string;
  readonly replay?: string;
  readonly json?: true;
}

const { minutes, only, seed, failures, replay, json } = new Command('npm run test:fuzz --')
  .description(
    'Gives the handlers events, the gateway bytes, the SDK frames and the store files that are almost right, or nothing of the kind. ' +
      'Nothing may crash, and every request has a reply. An input that fails is kept.',
  )
  .option('--minutes <number>', 'how long, over all surfaces', wholeNumber, 10)
  .addOption(
    new Option('--only <surface>', 'one of them, for all of the time').choices(Object.keys(SURFACES)),
  )
  .option(
    '--seed <number>',
    'the same seed again, the same draws',
    wholeNumber,
    1 + Math.floor(Math.random() * 99_999_999),
  )
  .option('--failures <folder>', 'where inputs that fail are kept', 'fuzz-failures')
  .option('--replay <file>', 'one that was kept, again')
  .option('--json', 'print one JSON line at the end')
  .allowExcessArguments(false)
  .parse()
  .opts<Flags>();

const kept = z.object({ surface: z.string(), input: z.custom<Json>(value => value !== undefined) });

/** Returns what went wrong, if anything did. */
async function again(file: string): Promise<string | undefined> {
  const { surface: name, input } = kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  const surface = await SURFACES[name]?.start({ seed });
  if (!surface) throw new Error(`${file} is of ${name}, and there is no such surface.`);
  try {
    await surface.run(input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? failureOf(error)) : failureOf(error);
  } finally {
    await surface.stop();
  }
}

const SAY_EVERY_MS = 15_000;

async function all(): Promise<Report[]> {
  const chosen = Object.entries(SURFACES).filter(([name]) => only === undefined || name === only);
  const reports: Report[] = [];
  for (const [name, kind] of chosen) {
    const end = performance.now() + (minutes * 60_000) / chosen.length;
    let said = performance.now();
    const onInput = (inputs: number) => {
      if (performance.now() - said < SAY_EVERY_MS) return;
      said = performance.now();
      process.stderr.write(
        `${name}: ${inputs} inputs, ${Math.max(0, Math.round((end - said) / 1_000))} s to go\n`,
      );
    };
    const goesOn = () => performance.now() < end;
    reports.push(await fuzz(name, kind, { seed, goesOn, folder: failures, guided: true, onInput }));
  }
  return reports;
}

function told({ surface, inputs, crashes, unanswered, reached, failures: found }: Report): string {
  const guided = reached === undefined ? '' : `, ${reached} places of our code reached`;
  const sums = `${surface.padEnd(10)}${inputs} inputs, ${crashes} crashes, ${unanswered} unanswered${guided}`;
  return [
    sums,
    ...found.map(
      ({ what, file }) => `  ✗ ${what}${file ? `\n    npm run test:fuzz -- --replay ${file}` : ''}`,
    ),
  ].join('\n');
}

if (replay !== undefined) {
  const wrong = await again(replay);
  console.log(wrong ?? 'It holds now.');
  process.exit(wrong === undefined ? 0 : 1);
}
if (!json) console.log(`seed ${seed}`);
const reports = await all();
const holds = reports.every(({ inputs, crashes, unanswered }) => inputs > 0 && crashes + unanswered === 0);
console.log(json ? JSON.stringify({ seed, minutes, holds, reports }) : reports.map(told).join('\n'));
process.exit(holds ? 0 : 1);
