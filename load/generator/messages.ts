/** What the run and its worker threads say to each other. */
import type { Evidence } from '../checker/verdict.ts';
import type { Events } from '../scenario.ts';
import type { Counts } from './tally.ts';
import type { Seat } from './world.ts';

export type Protocol = 'messaging' | 'echo';

/** What a worker is born with. */
export interface Assignment {
  readonly protocol: Protocol;
  readonly url: string;
  readonly size: number;
  readonly seed: number;
  /** Makes message ids unique: of the run, and of the worker in it. */
  readonly name: string;
  readonly connectsPerSecond: number;
  readonly seats: readonly Seat[];
  /** This worker's part of all clients. */
  readonly share: number;
  /** Of its clients, how many read slowly. */
  readonly slowShare: number;
  /** The clock's time that samples count from. */
  readonly startedAt: number;
}

export type Command =
  | { readonly type: 'connect'; readonly rampMs: number }
  /** Messages a second of this worker, from the first to the last moment. */
  | {
      readonly type: 'send';
      readonly rate: number;
      readonly rateTo: number;
      readonly durationMs: number;
      readonly events: Events;
    }
  | { readonly type: 'drain' }
  | { readonly type: 'finish' };

export const LATENCIES = ['latency', 'ack', 'connect', 'back', 'late'] as const;
export type LatencyName = (typeof LATENCIES)[number];

/** One second of one worker: counters as they stand, latencies of this second alone. */
export interface Sample {
  readonly second: number;
  readonly counts: Counts;
  readonly errors: Readonly<Record<string, number>>;
  readonly waiting: number;
  readonly latencies: Readonly<Record<LatencyName, string | undefined>>;
}

export type Report =
  | { readonly type: 'sample'; readonly sample: Sample }
  | { readonly type: 'done'; readonly command: Command['type'] }
  | { readonly type: 'evidence'; readonly evidence: Evidence };
