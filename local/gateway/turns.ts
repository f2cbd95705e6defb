import pLimit, { type LimitFunction } from 'p-limit';

const WAITED_FOR_AT_ONCE = 32;
const AFTERWARDS_AT_ONCE = 2;

/**
 * How much work of functions this one process has in its hands at once; the rest waits its turn. On AWS each run has a CPU of
 * its own. Here all share one, and would get on together until none was done within its time and all was asked for again.
 */
export interface Turns {
  /** Upgrades and frames: somebody waits for the answer. */
  readonly waitedFor: LimitFunction;
  /** `$disconnect`: nobody waits, so thousands that leave at one instant don't keep out those who come back. */
  readonly afterwards: LimitFunction;
}

export const createTurns = (): Turns => ({
  waitedFor: pLimit(WAITED_FOR_AT_ONCE),
  afterwards: pLimit(AFTERWARDS_AT_ONCE),
});
