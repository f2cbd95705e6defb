/**
 * Time that runs as the real one does, but waits for a machine that falls behind: so many messages a second are so many,
 * and budgets can be held to the letter, on a slow machine and on a busy one.
 */
import type { Clock } from '../../shared/core/ports.ts';

/** A step is never longer, however late its turn came. */
const STEP_MS = 10;

export interface PatientClock extends Clock {
  stop(): void;
}

/** @param isBehind while it holds, time stands still */
export function patientClock(isBehind: () => boolean, random: () => number = Math.random): PatientClock {
  const sleepers = new Set<{ readonly until: number; wake(): void }>();
  let now = Date.now();
  let steppedAt = performance.now();
  const timer = setInterval(() => {
    const passed = performance.now() - steppedAt;
    steppedAt += passed;
    if (isBehind()) return;
    now += Math.min(passed, STEP_MS);
    for (const sleeper of sleepers)
      if (sleeper.until <= now) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
  }, STEP_MS / 2);

  return {
    now: () => now,
    monotonic: () => now,
    sleep: ms => new Promise(wake => sleepers.add({ until: now + ms, wake })),
    random,
    stop: () => clearInterval(timer),
  };
}
