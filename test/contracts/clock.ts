import type { Clock } from '../../shared/core/ports.ts';

/** A clock that stands still until it is moved; sleeping moves it. */
export function stoppedClock(start = 1_700_000_000_000): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    monotonic: () => now,
    random: () => 0.5,
    advance(ms) {
      now += ms;
    },
    async sleep(ms) {
      now += ms;
    },
  };
}
