/** `npm run soak`: whether a long life leaves anything behind. Exits with 1 where something did not hold. */
import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { count } from '../../costs/format.ts';
import { duration, wholeNumber } from '../flags.ts';
import { pageOf } from './page.ts';
import type { Plan } from './plan.ts';
import type { SoakResult } from './result.ts';
import { soak } from './soak.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('A number from 0 to 1.');
  return value;
}

interface Flags {
  readonly duration: number;
  readonly connections: number;
  readonly rate?: number;
  readonly lifetime?: number;
  readonly faults: number;
  readonly seed: number;
  readonly report: string;
  readonly json?: true;
}

const flags = new Command('npm run soak --')
  .description(
    'Clients of the SDK talk, change what they said, come, go and roll over on a server that goes wrong now and then. ' +
      'At the end nothing may be lost, and memory, handles, timers and rows are what they were. Ends by itself, with 1 where that does not hold.',
  )
  .option('--duration <time>', 'how long they talk, as in 30s, 20m or 2h', duration, 1_200)
  .option('--connections <number>', 'how many there are', wholeNumber, 2_000)
  .option('--rate <number>', 'messages a second over all; one for 200 connections unless told', wholeNumber)
  .option('--lifetime <time>', 'of a connection; a quarter of the duration unless told', duration)
  .option('--faults <chance>', 'of each thing that can go wrong', share, 0.005)
  .option('--seed <number>', 'the same seed again, the same faults and the same deeds', wholeNumber, 1)
  .option('--report <file>', 'the page to look at', 'soak.html')
  .option('--json', 'print one JSON line at the end')
  .allowExcessArguments(false)
  .parse()
  .opts<Flags>();

const { connections, faults, seed, json, report } = flags;
const plan: Plan = {
  connections,
  duration: flags.duration,
  seed,
  faults,
  rate: flags.rate ?? Math.max(1, connections / 200),
  lifetime: flags.lifetime ?? Math.max(10, flags.duration / 4, connections / 10),
};

const SAY_EVERY_MS = 15_000;
let said = 0;
const say = (text: string) => process.stderr.write(`${text}\n`);

function summary({ checks, passed, verdict, seconds }: SoakResult): string {
  const lines = checks.map(({ what, got, met }) => `${met ? '✓' : '✗'} ${what}: ${got}`);
  return [
    ...lines,
    ...verdict.examples,
    `${passed ? 'Nothing is left behind' : 'Something did not hold'}: ${count(plan.connections)} connections, ${count(seconds.talk)} s, seed ${seed}. The page: ${report}`,
  ].join('\n');
}

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
try {
  const result = await soak(plan, {
    phase(name) {
      say(name);
      said = performance.now();
    },
    at(text) {
      if (performance.now() - said < SAY_EVERY_MS) return;
      said = performance.now();
      say(`  ${text}`);
    },
  });
  writeFileSync(report, pageOf(result));
  console.log(json ? JSON.stringify(result) : summary(result));
  process.exit(result.passed ? 0 : 1);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
