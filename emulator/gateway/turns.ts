import { performance } from 'node:perf_hooks';
import pLimit from 'p-limit';
import { FairQueue } from './fair-queue.ts';

const AT_EASE = 128;
/** Node accepts one connection a round of its loop: the less each round has to do, the more of them get in. */
const UNDER_LOAD = 8;
/** Of those, `$disconnect`s. */
const LEAVERS_UNDER_LOAD = 2;
const BUSY = 0.5;
const LOOK_MS = 100;

/** @param whose one connection's, or one upgrade's: each has its turn, however much another one has waiting */
type InTurn = <T>(whose: unknown, work: () => Promise<T>) => Promise<T>;

/**
 * Limits how many functions this one process runs at once; the rest wait their turn. On AWS each run has a CPU of its own.
 * Here all share one: with too many at once, every run would miss its time limit and be retried. So few run at once while
 * that CPU is busy, and many while they only wait.
 */
export interface Turns {
  /** Upgrades and frames: somebody waits for the answer. */
  readonly waitedFor: InTurn;
  /**
   * `$disconnect`, whose end no client waits for. If thousands leave at one instant, only a few at a time queue up, so that they do not
   * keep out those who come back.
   */
  readonly afterwards: InTurn;
  stop(): void;
}

export function createTurns(): Turns {
  const queue = new FairQueue(AT_EASE);
  const leavers = pLimit(AT_EASE);
  let before = performance.eventLoopUtilization();
  const looking = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const busy = utilization > BUSY;
    queue.concurrency = busy ? UNDER_LOAD : AT_EASE;
    leavers.concurrency = busy ? LEAVERS_UNDER_LOAD : AT_EASE;
  }, LOOK_MS).unref();
  return {
    waitedFor: (whose, work) => queue.run(whose, work),
    afterwards: (whose, work) => leavers(() => queue.run(whose, work)),
    stop: () => clearInterval(looking),
  };
}
