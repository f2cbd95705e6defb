import type { Clock, Metrics, PostResult } from '../core/ports.ts';
import { COUNTERS, METRICS_NAMESPACE } from '../names.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const MOST_VALUES = 100;
/** What a long invocation gathers is not kept back for longer: alarms look at single minutes. */
const LONGEST_MS = 10_000;

const OF_RESULT: Readonly<Record<PostResult, string>> = {
  posted: COUNTERS.posted,
  gone: COUNTERS.gone,
  throttled: COUNTERS.throttled,
  failed: COUNTERS.failed,
};

export interface EmbeddedMetricsOptions {
  /** Tells the metrics of one deployment from those of another. Asked only when there is something to write. */
  readonly service: () => string;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly write: (line: string) => void;
}

/**
 * CloudWatch's embedded metric format: CloudWatch makes metrics of a log line, so that neither a client nor a call is needed.
 * One line holds what an invocation gathered.
 */
export function embeddedMetrics({ service, clock, write }: EmbeddedMetricsOptions): Metrics {
  const counts = new Map<string, number>();
  /** Milliseconds by metric. */
  const times = new Map<string, number[]>();
  let since = 0;

  function note(gather: () => void): void {
    if (counts.size === 0 && times.size === 0) since = clock.monotonic();
    gather();
    if (isFull() || clock.monotonic() - since >= LONGEST_MS) flush();
  }

  const count = (name: string, by = 1) => note(() => counts.set(name, (counts.get(name) ?? 0) + by));

  const time = (name: string, ms: number) => note(() => times.set(name, [...(times.get(name) ?? []), ms]));
  const isFull = () => [...times.values()].some(({ length }) => length === MOST_VALUES);

  function flush(): void {
    const values = Object.fromEntries<number | number[]>([...counts, ...times]);
    counts.clear();
    times.clear();
    const names = Object.keys(values);
    if (names.length === 0) return;
    const metrics = names.map(Name => ({
      Name,
      Unit: typeof values[Name] === 'number' ? 'Count' : 'Milliseconds',
    }));
    const directive = { Namespace: METRICS_NAMESPACE, Dimensions: [['service']], Metrics: metrics };
    const aws = { Timestamp: clock.now(), CloudWatchMetrics: [directive] };
    write(`${JSON.stringify({ _aws: aws, service: service(), ...values })}\n`);
  }

  return {
    posted: result => count(OF_RESULT[result]),
    delivered: ms => time(COUNTERS.delivery, ms),
    vetted(verdict, ms) {
      time(COUNTERS.hook, ms);
      if (verdict === 'refused') count(COUNTERS.hookRefused);
      if (verdict === 'failed') count(COUNTERS.hookFailed);
    },
    disconnected: () => count(COUNTERS.disconnects),
    gauges(values) {
      for (const [name, value] of Object.entries(values)) count(name, value);
    },
    flush,
  };
}
