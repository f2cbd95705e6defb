/** What a local server has done since its start, and how fast it does it now. */
import { type Sample, sumOf } from '../../costs/prometheus.ts';

/** Counted since the server's start; each only ever grows. */
const COUNTERS = {
  connects: (samples: readonly Sample[]) => sumOf(samples, 'gateway_upgrades_total', { status: '101' }),
  /** Sent by clients and stored, or answered as repeats. */
  messages: (samples: readonly Sample[]) =>
    sumOf(samples, 'lambda_invocations_total', { function: 'send-message', outcome: 'ok' }),
  posted: (samples: readonly Sample[]) => sumOf(samples, 'gateway_posts_total', { result: 'posted' }),
  gone: (samples: readonly Sample[]) => sumOf(samples, 'gateway_posts_total', { result: 'gone' }),
  throttled: (samples: readonly Sample[]) => sumOf(samples, 'gateway_posts_total', { result: 'throttled' }),
  failed: (samples: readonly Sample[]) =>
    sumOf(samples, 'gateway_posts_total', { result: 'failed' }) +
    sumOf(samples, 'gateway_posts_total', { result: 'too-large' }),
  meteredIn: (samples: readonly Sample[]) =>
    sumOf(samples, 'gateway_metered_messages_total', { direction: 'in' }),
  meteredOut: (samples: readonly Sample[]) =>
    sumOf(samples, 'gateway_metered_messages_total', { direction: 'out' }),
  connectionSeconds: (samples: readonly Sample[]) => sumOf(samples, 'gateway_connection_seconds_total'),
  invocations: (samples: readonly Sample[]) => sumOf(samples, 'lambda_invocations_total'),
  functionSeconds: (samples: readonly Sample[]) => sumOf(samples, 'lambda_duration_seconds_sum'),
  reads: (samples: readonly Sample[]) => sumOf(samples, 'dynamodb_units_total', { kind: 'read' }),
  writes: (samples: readonly Sample[]) => sumOf(samples, 'dynamodb_units_total', { kind: 'write' }),
} as const;

type Counter = keyof typeof COUNTERS;
export type Activity = Readonly<Record<Counter, number>>;
export interface Reading {
  /** Milliseconds of a clock that only runs on. */
  readonly at: number;
  readonly activity: Activity;
}

const NAMES = Object.keys(COUNTERS) as Counter[];
const eachCounter = (count: (name: Counter) => number): Activity =>
  Object.fromEntries(NAMES.map(name => [name, count(name)])) as Record<Counter, number>;

export const activityOf = (samples: readonly Sample[]): Activity =>
  eachCounter(name => COUNTERS[name](samples));

/** Over a time this long: short enough to follow, long enough not to jump. */
const WINDOW_MS = 5_000;

/** By the second, over the last readings; undefined until there are two of one run of the server. */
export function ratesOf(readings: readonly Reading[]): Activity | undefined {
  const last = readings.at(-1);
  const first = last && readings.find(({ at }) => at >= last.at - WINDOW_MS);
  if (!first || !last || first === last) return undefined;
  // A counter that went back began anew, with its server.
  if (NAMES.some(name => last.activity[name] < first.activity[name])) return undefined;
  const seconds = (last.at - first.at) / 1_000;
  return eachCounter(name => (last.activity[name] - first.activity[name]) / seconds);
}
