/** `npm run test:fuzz`: a million hostile frames, as a run of its own. Exits with 1 where anything did not hold. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { type FuzzResult, fuzz } from './fuzz.ts';
import { type Memory, serverProcess } from './server-process.ts';

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.');
  return Number(text);
}

const { frames, sockets, seed, json } = new Command('npm run test:fuzz --')
  .description('Sends hostile frames to a server of its own, and says whether it lived and forgot them.')
  .option('--frames <number>', 'how many', wholeNumber, 1_000_000)
  .option('--sockets <number>', 'from how many sockets at once', wholeNumber, 50)
  .option('--seed <number>', 'the same seed again, the same frames', wholeNumber, 20_261_124)
  .option('--json', 'print one JSON line at the end')
  .allowExcessArguments(false)
  .parse()
  .opts<{ frames: number; sockets: number; seed: number; json?: true }>();

/** What a server may hold more than it did after the first twentieth: its caches are full by then. */
const HEAP_GROWTH = 1.25;
const RSS_GROWTH = 1.5;
const SLACK_BYTES = 16 * 1_048_576;
/** For `$disconnect` of the last sockets. */
const SETTLE_MS = 3_000;

const server = await serverProcess();
if (!json) console.log(`Seed ${seed}: ${frames} frames from ${sockets} sockets to ${server.url}`);
const bar = new SingleBar({
  format: '[{bar}] {percentage}% | {value} of {total} frames | {eta_formatted} to go',
  stream: process.stderr,
  noTTYOutput: true,
  notTTYSchedule: 15_000,
  etaBuffer: 1_000,
});
const target = { url: server.url, token: server.token, publish: server.publish };
const started = performance.now();

const warmUp = await fuzz({ ...target, seed: seed + 1, sockets, frames: Math.ceil(frames / 20) });
await sleep(SETTLE_MS);
const before = await server.memory();
bar.start(frames, 0);
let shown = 0;
const result = await fuzz({
  ...target,
  seed,
  sockets,
  frames,
  onProgress(sent) {
    if (sent - shown < 1_000 && sent < frames) return;
    shown = sent;
    bar.update(sent);
  },
});
bar.stop();
await sleep(SETTLE_MS);
const after = await server.memory();
const metrics = await (await fetch(server.metricsUrl)).text();

const mib = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
const heapOf = ({ heapUsed, external }: Memory) => heapUsed + external;

interface Check {
  readonly what: string;
  readonly holds: boolean;
  readonly seen: string;
}

function checks({ sent, surprises, published, missed }: FuzzResult): Check[] {
  const failed = metrics.match(/^lambda_invocations_total\{.*outcome="(?:error|timeout)"\} \d+/gm) ?? [];
  const open = /^gateway_connections (\d+)/m.exec(metrics)?.[1];
  return [
    { what: 'the server lives', holds: server.isAlive(), seen: `${sent} frames sent` },
    {
      what: 'no connection ended that should have lived',
      holds: surprises.length === 0,
      seen: `${surprises.length}`,
    },
    {
      what: 'the innocent connection misses nothing',
      holds: published > 0 && missed.length === 0,
      seen: `${published} published, ${missed.length} missed`,
    },
    { what: 'no function failed', holds: failed.length === 0, seen: failed.join('; ') || 'none' },
    { what: 'no connection is left', holds: open === '0', seen: `${open}` },
    {
      what: 'the heap returns',
      holds: heapOf(after) <= heapOf(before) * HEAP_GROWTH + SLACK_BYTES,
      seen: `${mib(heapOf(before))} after the warm-up, ${mib(heapOf(after))} at the end`,
    },
    {
      what: 'resident memory returns',
      holds: after.rss <= before.rss * RSS_GROWTH + SLACK_BYTES,
      seen: `${mib(before.rss)} after the warm-up, ${mib(after.rss)} at the end`,
    },
  ];
}

const seconds = (performance.now() - started) / 1_000;
const verdict = checks(result);
server.stop();
if (json)
  console.log(
    JSON.stringify({
      seed,
      frames: result.sent,
      warmUpFrames: warmUp.sent,
      sockets,
      seconds,
      checks: verdict,
      byKind: Object.fromEntries(result.byKind),
    }),
  );
else {
  for (const [kind, count] of [...result.byKind].sort(([, one], [, other]) => other - one))
    console.log(`  ${kind.padEnd(24)} ${count}`);
  for (const { what, holds, seen } of verdict) console.log(`${holds ? '✓' : '✗'} ${what} (${seen})`);
  console.log(`${seconds.toFixed(0)} s, seed ${seed}`);
}
process.exit(verdict.every(({ holds }) => holds) ? 0 : 1);
