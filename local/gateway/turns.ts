import pLimit from 'p-limit';

const AT_ONCE = 32;
const LEAVERS_AT_ONCE = 8;

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * How much work of functions this one process has in its hands at once; the rest waits its turn. On AWS each run has a CPU of
 * its own. Here all share one, and would get on together until none was done within its time and all was asked for again.
 */
export interface Turns {
  /** Upgrades and frames: somebody waits for the answer. */
  readonly waitedFor: InTurn;
  /**
   * `$disconnect`, for whose end nobody waits: of thousands that leave at one instant only a few queue up with those who come
   * back, and don't keep them out.
   */
  readonly afterwards: InTurn;
}

export function createTurns(): Turns {
  const waitedFor = pLimit(AT_ONCE);
  const leavers = pLimit(LEAVERS_AT_ONCE);
  return { waitedFor, afterwards: work => leavers(() => waitedFor(work)) };
}
