/** One run: connect, send, drain, ask the log for the rest, and say what came of it. */
import { cpus, totalmem } from 'node:os';
import { billOf } from './bill/bill.ts';
import { projectionOf } from './bill/projected.ts';
import { type Verdict, verdictOf } from './checker/verdict.ts';
import { now } from './generator/clock.ts';
import type { Command } from './generator/messages.ts';
import { Workers } from './generator/workers.ts';
import { assignmentsOf, type Plan } from './plan.ts';
import { checksOf } from './result/checks.ts';
import type { Result } from './result/result.ts';
import { Series } from './series.ts';
import { isLoopback, type Target } from './target/target.ts';
import { useOf, Watch } from './target/watch.ts';
import type { View } from './view/view.ts';

const MARGIN_MS = 60_000;
/** A server that is slower than the quota gets so many times as long before the run goes on without the rest. */
const PATIENCE = 4;
const FINISH_MS = 180_000;

export async function run(
  plan: Plan,
  target: Target,
  { tokens, region }: { tokens: readonly string[]; region: string },
  view: View,
): Promise<Result> {
  const startedAt = now();
  const startedOn = new Date();
  const cpuBefore = process.cpuUsage();
  const series = new Series();
  const local = isLoopback(target.url);
  const assignments = assignmentsOf(plan, { url: target.url, tokens, local, startedAt });
  const watch = new Watch(target.metricsUrl);
  await watch.start();
  const workers = new Workers(assignments, (worker, sample) => series.add(worker, sample));
  const stopView = view.start(series, watch, plan);
  const seconds: Record<Command['type'], number> = { connect: 0, send: 0, drain: 0, finish: 0 };
  const phase = async (command: (worker: number) => Command, timeoutMs: number) => {
    const { type } = command(0);
    view.phase(type);
    const from = now();
    const inTime = await workers.all(command, timeoutMs);
    seconds[type] = (now() - from) / 1_000;
    return inTime;
  };

  try {
    const rampMs = plan.ramp * 1_000;
    const quotaMs = (plan.connections / plan.connectsPerSecond) * 1_000;
    await phase(() => ({ type: 'connect', rampMs }), PATIENCE * Math.max(rampMs, quotaMs) + MARGIN_MS);
    await nextSample();
    const { connected: connections } = series.counts;
    const sendingAt = (now() - startedAt) / 1_000;
    await watch.mark();
    const durationMs = plan.duration * 1_000;
    const { events } = plan;
    const send = (worker: number): Command => {
      const share = assignments[worker]?.share ?? 0;
      return { type: 'send', rate: plan.rate * share, rateTo: plan.rateTo * share, durationMs, events };
    };
    await phase(send, durationMs + MARGIN_MS);
    const delivering = series.delivered;
    await watch.mark();
    await phase(() => ({ type: 'drain' }), plan.drain * 1_000);
    await phase(() => ({ type: 'finish' }), FINISH_MS);
    await watch.stop();
    const cpu = process.cpuUsage(cpuBefore);
    const verdict = verdictOf(workers.evidence);
    const use = useOf(watch, connections);
    const counts = countsOf(series, verdict);
    const consumption = use?.consumption ?? projectionOf(plan);
    const measured = {
      ...headOf(plan, target.url, startedOn),
      phases: { connect: seconds.connect, sendingAt, send: seconds.send, drain: seconds.drain },
      connections,
      connectsPerSecond: connections / seconds.connect,
      deliveriesPerSecond: delivering / seconds.send,
      ...counts,
      series: series.rows().map(row => ({ ...row, server: watch.during(row.second, startedAt) })),
      generator: {
        rss: process.resourceUsage().maxRSS * 1_024,
        cpu: (cpu.user + cpu.system) / 1_000 / (now() - startedAt),
        lateMs: series.totals.late.percentiles(),
      },
      ...(use && { server: use.server, units: use.units }),
      ...(use?.faults && { faults: use.faults }),
      ...(plan.protocol === 'messaging' && { cost: billOf(consumption, counts, region) }),
    };
    const checks = checksOf(plan.expect, measured);
    return { ...measured, checks, passed: checks.every(({ met }) => met) };
  } finally {
    stopView();
    await workers.end();
  }
}

/** What the workers counted last is here within their second. */
const nextSample = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 1_100));

function headOf(plan: Plan, url: string, startedOn: Date) {
  const { name, about, protocol, seed, connections, rooms, roomsPerConnection, users } = plan;
  const { rate, rateTo, duration, ramp, size, workers } = plan;
  return {
    format: 'messaging-load/1' as const,
    startedAt: startedOn.toISOString(),
    name,
    about,
    protocol,
    url,
    seed,
    plan: { connections, rooms, roomsPerConnection, users, rate, rateTo, duration, ramp, size, workers },
    machine: {
      cpus: cpus().length,
      memory: totalmem(),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
  };
}

function countsOf(series: Series, { expected, delivered, lost, doubled, disagreed, examples }: Verdict) {
  const { counts, totals } = series;
  const { sent, acked, duplicated, outOfOrder, late, resume, gap, final, dropped } = counts;
  return {
    sent,
    acked,
    expected,
    delivered,
    lost,
    doubled,
    disagreed,
    duplicated,
    outOfOrder,
    missed: gap + final - late,
    late,
    recovered: { resume, gap, final },
    latencyMs: totals.latency.percentiles(),
    ackMs: totals.ack.percentiles(),
    connectMs: totals.connect.percentiles(),
    ...(dropped > 0 && { storm: { dropped, backMs: totals.back.percentiles() } }),
    errors: series.errors,
    examples: [...examples],
    histogram: totals.latency.bars(),
  };
}
