/** What every PostBudget must do, whichever engine is behind it. */
import { describe, expect, it } from 'vitest';
import type { PostBudget } from '../../shared/core/fan-out/ports.ts';
import { stoppedClock } from './clock.ts';

/** @param make all that it makes share one budget */
export function postBudgetContract(
  make: (setup: { now: () => number; postsPerSecond: number }) => PostBudget,
): void {
  describe('a post budget', () => {
    it('serves those who take at once one after the other, and forgets what was not taken', async () => {
      const clock = stoppedClock();
      const postsPerSecond = 100;
      const budgets = Array.from({ length: 4 }, () => make({ now: clock.now, postsPerSecond }));
      const begins = await Promise.all(budgets.map(budget => budget.take(50)));
      expect(begins.map(at => at - clock.now()).sort((a, b) => a - b)).toEqual([0, 500, 1_000, 1_500]);
      clock.advance(1_500);
      expect(await budgets[0]?.take(1)).toBe(clock.now() + 500);
      clock.advance(60_000);
      const two = await Promise.all(budgets.slice(2).map(budget => budget.take(100)));
      expect(two.map(at => at - clock.now()).sort((a, b) => a - b)).toEqual([0, 1_000]);
    });

    it.each([20, 3_600])('takes a time from a clock that is %i s ahead for now', async ahead => {
      const clock = stoppedClock();
      const wrong = make({ now: () => clock.now() + ahead * 1_000, postsPerSecond: 100 });
      await wrong.take(50);
      const right = make({ now: clock.now, postsPerSecond: 100 });
      expect(await right.take(50)).toBe(clock.now());
      expect(await right.take(50)).toBe(clock.now() + 500);
    });
  });
}
