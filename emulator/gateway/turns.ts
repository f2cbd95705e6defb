import { performance } from 'node:perf_hooks';
import pLimit from 'p-limit';

const AT_EASE = 128;
/** Node accepts one connection a round of its loop: the less each round has to do, the more of them get in. */
const UNDER_LOAD = 8;
/** Of those, `$disconnect`s. */
const LEAVERS_UNDER_LOAD = 2;
const BUSY = 0.5;
const LOOK_MS = 100;

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * How much work of functions this one process has in its hands at once; the rest waits its turn. On AWS each run has a CPU of
 * its own. Here all share one, and would get on together until none was done within its time and all was asked for again:
 * so there are few at once while that CPU is busy, and many while they only wait.
 */
export interface Turns {
  /** Upgrades and frames: somebody waits for the answer. */
  readonly waitedFor: InTurn;
  /**
   * `$disconnect`, for whose end nobody waits: of thousands that leave at one instant only a few at a time queue up with those who
   * come back, and don't keep them out.
   */
  readonly afterwards: InTurn;
  stop(): void;
}

export function createTurns(): Turns {
  const waitedFor = pLimit(AT_EASE);
  const leavers = pLimit(AT_EASE);
  let before = performance.eventLoopUtilization();
  const looking = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const busy = utilization > BUSY;
    waitedFor.concurrency = busy ? UNDER_LOAD : AT_EASE;
    leavers.concurrency = busy ? LEAVERS_UNDER_LOAD : AT_EASE;
  }, LOOK_MS).unref();
  return {
    waitedFor,
    afterwards: work => leavers(() => waitedFor(work)),
    stop: () => clearInterval(looking),
  };
}
