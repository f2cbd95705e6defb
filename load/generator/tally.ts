/** What a worker counts. Counters only rise; the differences between two samples are rates. */
import { Latencies } from './histogram.ts';

const NAMES = [
  /** Sockets that opened, and of those the ones that ended. */
  'opened',
  'closed',
  /** Clients that have joined all their rooms; falls when one drops. */
  'connected',
  /** On purpose, by a storm. */
  'dropped',
  'sent',
  'acked',
  'framesIn',
  'framesOut',
  /** Messages that a push brought first. */
  'pushed',
  'duplicated',
  'outOfOrder',
  /** Pushes of what a gap had made a client fetch already. */
  'late',
  /** Messages that the log brought: to clients that came back, that saw a gap, and at the very end. */
  'resume',
  'gap',
  'final',
] as const;
type Counter = (typeof NAMES)[number];
export type Counts = Record<Counter, number>;

export const zeroCounts = (): Counts => {
  const counts = Object.fromEntries(NAMES.map(name => [name, 0]));
  return counts as Counts; // fromEntries forgets the names it was given
};
export const sumOf = (all: readonly Counts[]): Counts => {
  const sum = zeroCounts();
  for (const counts of all) for (const name of NAMES) sum[name] += counts[name];
  return sum;
};

export class Tally {
  readonly counts = zeroCounts();
  /** From the moment a message was to be sent until it reached a member; until its sender had the reply. */
  readonly latency = new Latencies();
  readonly ack = new Latencies();
  /** From the start of a connect until all rooms are joined. */
  readonly connect = new Latencies();
  /** From a storm's drop until all rooms are joined again. */
  readonly back = new Latencies();
  /** How late the generator itself was to send: where it is large, the machine measured itself. */
  readonly late = new Latencies();
  /** By protocol code, HTTP status, close code, error name, or the gateway's own words. */
  readonly errors = new Map<string, number>();

  error(code: string): void {
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }
}
