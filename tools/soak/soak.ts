/** One soak: everyone comes once and leaves, which fills the caches; then everyone comes, lives, and leaves for good. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { directRoom } from '../../client/messaging-client.ts';
import { samplesOf, sumsBy } from '../../costs/prometheus.ts';
import { Logs } from '../../load/checker/logs.ts';
import { type Ack, verdictOf } from '../../load/checker/verdict.ts';
import { tokensOf } from '../../load/target/tokens.ts';
import { variableOf } from '../../shared/settings.ts';
import { subjectOf } from '../../test/support/sign-in.ts';
import { measuredServer } from '../measured/process.ts';
import { checksOf, hasClosed } from './checks.ts';
import { Crowd } from './crowd.ts';
import type { Tally, World } from './member.ts';
import { DIRECT_LIMIT, faultsOf, type Plan, seatsOf, settlingOf, timingsOf, usersOf } from './plan.ts';
import { FIGURES, type Figure, figureOf, type Rest, type Sample, type SoakResult } from './result.ts';
import { rowsIn } from './rows.ts';
import { trendOf } from './trend.ts';

export interface Progress {
  /** A new part begins. */
  phase(name: string): void;
  /** How far it is. */
  at(text: string): void;
}

const SAMPLES = 80;
const LONGEST_BETWEEN_S = 15;
const REHEARSAL_SHARE = 0.05;
/** Of a lifetime: clients that came at one instant would all roll over at one, which a day never sees. */
const ENTERING_SHARE = 0.5;
/** For what is under way: twice the longest heartbeat, and what a busy machine takes. */
const QUIET_MS = 240_000;
const AT_REST_MS = 300_000;
const LOOK_MS = 1_000;
const DAY_S = 86_400;

type Server = Awaited<ReturnType<typeof measuredServer>>;

export async function soak(plan: Plan, progress: Progress): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'));
  const off = Number.POSITIVE_INFINITY;
  const server = await measuredServer({
    directory: folder,
    faults: faultsOf(plan),
    seed: plan.seed,
    accessTokenSeconds: DAY_S,
    // How fast everyone comes is this machine's matter, not a quota's.
    rules: { connectsPerSecond: off, lifetimeMs: plan.lifetime * 1_000 },
    settings: { CONNECTIONS_PER_USER: '0', [variableOf('directLimit')]: String(DIRECT_LIMIT) },
  });
  try {
    return await against(server, plan, progress);
  } finally {
    server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function against(server: Server, plan: Plan, progress: Progress): Promise<SoakResult> {
  const startedAt = new Date().toISOString();
  const since = stopwatch();
  progress.phase('signing users in');
  const tokens = await tokensOf(server.cognito, usersOf(plan), () => {});
  const seats = seatsOf(plan, tokens);
  // Each talks to the next user.
  const directs = seats.map(({ token }, index) =>
    directRoom(subjectOf(token), subjectOf(tokens[(index + 1) % tokens.length] ?? '')),
  );
  const world = worldAt(server.socketUrl, plan);

  progress.phase('rehearsal');
  const rehearsal = new Crowd(seats, directs, worldAt(server.socketUrl, plan), plan.seed + 1);
  await rehearsal.enter(0, entered => progress.at(`${entered} of ${seats.length} in`));
  await rehearsal.sayInEachHall();
  await rehearsal.live(plan.rate, Math.max(5, plan.duration * REHEARSAL_SHARE));
  await quiet(rehearsal, []);
  rehearsal.leave();
  const before = await atRest(server, progress);

  progress.phase('entering');
  since();
  const crowd = new Crowd(seats, directs, world, plan.seed);
  await crowd.enter(plan.lifetime * ENTERING_SHARE, entered =>
    progress.at(`${entered} of ${seats.length} in`),
  );
  const enter = since();

  progress.phase('talk');
  const samples: Sample[] = [];
  const stopSampling = sampling(server, plan, world.tally, samples, progress);
  await crowd.live(plan.rate, plan.duration);
  await stopSampling();
  const talk = since();

  progress.phase('waiting for what is under way');
  await quiet(crowd, world.acks);
  const members = crowd.members.flatMap(member => member.judged());
  const verdict = verdictOf([{ acks: world.acks, members, logs: world.logs.state() }]);
  const metrics = samplesOf(await (await fetch(server.metricsUrl)).text());
  crowd.leave();
  const after = await atRest(server, progress, before);

  const endedWith = (outcome: string) => sumsBy('function', metrics, 'lambda_invocations_total', { outcome });
  const struck = sumsBy('fault', metrics, 'gateway_faults_total');
  const asked = Object.keys(faultsOf(plan)).map(name => [name, struck[name] ?? 0]);
  const measured = {
    plan,
    startedAt,
    seconds: { enter, talk, settle: since() },
    before,
    after,
    samples,
    trends: trendsOf(samples, plan),
    tally: world.tally,
    acknowledged: world.acks.length,
    verdict,
    faults: plan.faults > 0 ? Object.fromEntries(asked) : {},
    failed: endedWith('error'),
    timedOut: endedWith('timeout'),
  };
  const checks = checksOf(measured);
  return { ...measured, checks, passed: checks.every(({ met }) => met) };
}

const worldAt = (url: string, plan: Plan): World => ({
  url,
  WebSocket,
  timings: timingsOf(plan),
  logs: new Logs(),
  acks: [],
  tally: { sent: 0, changed: 0, shown: 0, refused: {}, disorder: 0 },
});

/** Seconds since it was asked last. */
function stopwatch(): () => number {
  let from = performance.now();
  return () => {
    const seconds = (performance.now() - from) / 1_000;
    from = performance.now();
    return seconds;
  };
}

/** Returns what ends it. */
function sampling(server: Server, plan: Plan, tally: Tally, samples: Sample[], progress: Progress) {
  const everyMs = 1_000 * Math.min(LONGEST_BETWEEN_S, plan.duration / SAMPLES);
  const from = performance.now();
  let isOver = false;
  const taking = (async () => {
    while (!isOver) {
      const reading = await server.read();
      const at = (performance.now() - from) / 1_000;
      samples.push({ ...reading, at, shown: tally.shown });
      progress.at(`${Math.round(at)} of ${plan.duration} s, ${tally.sent} sent, ${tally.shown} shown`);
      await sleep(everyMs);
    }
  })();
  return async () => {
    isOver = true;
    await taking;
  };
}

/** Nothing unacknowledged, and everyone was shown all that was acknowledged; or the patience is over. */
async function quiet({ members }: Crowd, acks: readonly Ack[]): Promise<void> {
  const heads = new Map<string, number>();
  for (const { room, seq } of acks) heads.set(room, Math.max(seq, heads.get(room) ?? 0));
  const isDone = () =>
    members.every(
      member =>
        member.isQuiet && member.shown.every(({ room, applied }) => applied >= (heads.get(room) ?? 0)),
    );
  for (const end = performance.now() + QUIET_MS; !isDone() && performance.now() < end; ) await sleep(LOOK_MS);
}

/** Once as few rows are left of connections as there were, and as little is open; or when the patience is over. */
async function atRest(server: Server, progress: Progress, before?: Rest): Promise<Rest> {
  progress.phase('settling');
  for (const end = performance.now() + AT_REST_MS; ; ) {
    await sleep(LOOK_MS);
    // What a lost $disconnect left is the sweeper's.
    const reading = await server.read('sweep');
    const found = await rowsIn(server.httpUrl);
    progress.at(`${found.connections} rows of connections left`);
    const isOver =
      found.connections <= (before?.rows.connections ?? 0) && (!before || hasClosed(reading, before));
    if (!isOver && performance.now() < end) continue;
    // Sockets close, and the last timers run out; those that are kept alive take a minute.
    await sleep(5 * LOOK_MS);
    return { ...(await server.read()), rows: found };
  }
}

function trendsOf(samples: readonly Sample[], plan: Plan): SoakResult['trends'] {
  const settled = samples.filter(({ at }) => at >= settlingOf(plan));
  return Object.fromEntries(
    (Object.keys(FIGURES) as Figure[]).flatMap(figure => {
      const trend = trendOf(settled.map(sample => ({ at: sample.at, value: figureOf(sample, figure) })));
      return trend ? [[figure, trend]] : [];
    }),
  );
}
