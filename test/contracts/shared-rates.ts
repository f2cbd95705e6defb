/** What every SharedRates must do, whichever engine is behind it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SharedRates } from '../../shared/core/rates.ts';
import { stoppedClock } from './clock.ts';

const RATE = { perSecond: 2, burst: 5 };
const HOUR_MS = 3_600_000;

/** @param make all that it makes count in one place */
export function sharedRatesContract(make: (now: () => number) => SharedRates): void {
  describe('shared rates', () => {
    const taken = async (all: readonly SharedRates[], userId: string) =>
      (await Promise.all(all.map(rates => rates.take(userId, 'typing', RATE)))).filter(Boolean).length;

    it('let through a burst of 5, however many containers ask at once, and then 2 a second', async () => {
      const clock = stoppedClock();
      const containers = Array.from({ length: 12 }, () => make(clock.now));
      const [rates, ...others] = containers;
      const userId = randomUUID();
      expect(await taken(containers, userId)).toBeLessThanOrEqual(RATE.burst);
      // Writes that crossed may have been counted out; one after the other nothing is.
      for (let i = 0; i < RATE.burst; i++) await rates?.take(userId, 'typing', RATE);
      expect(await rates?.take(userId, 'typing', RATE)).toBe(false);
      const wait = (await rates?.wait(userId, 'typing', RATE)) ?? 0;
      expect(wait).toBeGreaterThan(0);
      clock.advance(wait);
      expect(await taken([...others, ...others], userId), 'after the wait that was told').toBe(1);
      expect(await rates?.take(randomUUID(), 'typing', RATE), 'somebody else').toBe(true);
    });

    it('take a time that lies hours ahead, from a clock that is wrong, for now', async () => {
      const clock = stoppedClock();
      const userId = randomUUID();
      await make(() => clock.now() + HOUR_MS).take(userId, 'typing', RATE);
      expect(await make(clock.now).wait(userId, 'typing', RATE)).toBe(0);
      expect(await make(clock.now).take(userId, 'typing', RATE)).toBe(true);
    });
  });
}
