/** Time that stands still until a test moves it: what takes seconds is over at once, on a busy machine too. */
import type { Clock } from '../../shared/core/ports.ts';

export interface MovedClock extends Clock {
  ahead(seconds: number): void;
}

export function movedClock(): MovedClock {
  let now = Date.now();
  return {
    now: () => now,
    monotonic: () => now,
    sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
    random: Math.random,
    ahead(seconds) {
      now += seconds * 1_000;
    },
  };
}
