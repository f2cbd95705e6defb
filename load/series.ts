/** The run second by second, over all workers. */
import { Latencies, type Percentiles } from './generator/histogram.ts';
import { LATENCIES, type LatencyName, type Sample } from './generator/messages.ts';
import { type Counts, sumOf, zeroCounts } from './generator/tally.ts';
import type { Row } from './result/result.ts';

const fresh = (): Record<LatencyName, Latencies> => ({
  latency: new Latencies(),
  ack: new Latencies(),
  connect: new Latencies(),
  back: new Latencies(),
  late: new Latencies(),
});

type Errors = Readonly<Record<string, number>>;

interface Second {
  /** By worker, as they stood at its end. */
  readonly counts: Map<number, Counts>;
  readonly errors: Map<number, Errors>;
  readonly latency: Latencies;
  readonly ack: Latencies;
}

/** What members were given, however it came. */
const deliveredBy = ({ pushed, gap, resume, final }: Counts): number => pushed + gap + resume + final;
const openOf = ({ opened, closed }: Counts): number => opened - closed;

function sumOfErrors(all: Iterable<Errors>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const errors of all)
    for (const [code, times] of Object.entries(errors)) sums[code] = (sums[code] ?? 0) + times;
  return sums;
}

/** What came on top; codes that did not recur are left out. */
const risen = (after: Errors, before: Errors): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after).flatMap(([code, times]) => {
      const more = times - (before[code] ?? 0);
      return more > 0 ? [[code, more]] : [];
    }),
  );

export class Series {
  readonly totals = fresh();
  readonly #seconds = new Map<number, Second>();
  readonly #latest = new Map<number, Sample>();

  add(worker: number, sample: Sample): void {
    const { second, counts, errors, latencies } = sample;
    this.#latest.set(worker, sample);
    let at = this.#seconds.get(second);
    if (!at) {
      at = { counts: new Map(), errors: new Map(), latency: new Latencies(), ack: new Latencies() };
      this.#seconds.set(second, at);
    }
    at.counts.set(worker, counts);
    at.errors.set(worker, errors);
    at.latency.add(latencies.latency);
    at.ack.add(latencies.ack);
    for (const name of LATENCIES) this.totals[name].add(latencies[name]);
  }

  /** As of the last sample of each worker. */
  get counts(): Counts {
    return sumOf([...this.#latest.values()].map(({ counts }) => counts));
  }

  get errors(): Record<string, number> {
    return sumOfErrors([...this.#latest.values()].map(({ errors }) => errors));
  }

  get delivered(): number {
    return deliveredBy(this.counts);
  }

  get waiting(): number {
    return [...this.#latest.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** Of the newest second that every worker should have told of. */
  get recentLatency(): Percentiles | undefined {
    const newest = Math.max(...this.#seconds.keys());
    return this.#seconds.get(newest - 1)?.latency.percentiles();
  }

  /** A row for every second; a worker that missed one stands as it stood. */
  rows(): Row[] {
    const rows: Row[] = [];
    const counts = new Map<number, Counts>();
    const errors = new Map<number, Errors>();
    let before: { counts: Counts; errors: Errors } = { counts: zeroCounts(), errors: {} };
    for (const second of [...this.#seconds.keys()].sort((a, b) => a - b)) {
      const at = this.#seconds.get(second);
      if (!at) continue;
      for (const [worker, each] of at.counts) counts.set(worker, each);
      for (const [worker, each] of at.errors) errors.set(worker, each);
      const after = { counts: sumOf([...counts.values()]), errors: sumOfErrors(errors.values()) };
      rows.push({
        second,
        open: openOf(after.counts),
        connected: after.counts.connected,
        sent: after.counts.sent - before.counts.sent,
        acked: after.counts.acked - before.counts.acked,
        delivered: deliveredBy(after.counts) - deliveredBy(before.counts),
        errors: risen(after.errors, before.errors),
        latencyMs: at.latency.percentiles(),
        ackMs: at.ack.percentiles(),
      });
      before = after;
    }
    return rows;
  }
}
