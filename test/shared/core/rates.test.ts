/** What one container lets one user do. */
import { expect, it } from 'vitest';
import { createRates, RATES, type RateKind, type SharedRates } from '../../../shared/core/rates.ts';
import { stoppedClock } from '../../contracts/clock.ts';

const KINDS = Object.keys(RATES) as RateKind[];
const SPENT: SharedRates = { take: async () => false, wait: async () => 400 };

function retryAfter(work: () => void): number | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'RATE_LIMITED' });
    return (error as { retryAfterMs: number }).retryAfterMs;
  }
}

it.each(KINDS)(
  '1,000 of %s at once: a burst is let through, then the rate, after exactly the wait that is told',
  kind => {
    const clock = stoppedClock();
    const rates = createRates({ clock, shared: SPENT });
    const waits = Array.from({ length: 1_000 }, () => retryAfter(() => rates.take('mallory', kind)));
    expect(waits.filter(wait => wait === undefined)).toHaveLength(RATES[kind].burst);
    const wait = waits.at(-1) ?? 0;
    clock.advance(wait - 1);
    expect(retryAfter(() => rates.take('mallory', kind))).toBe(1);
    clock.advance(1);
    expect(retryAfter(() => rates.take('mallory', kind))).toBeUndefined();
    expect(
      retryAfter(() => rates.take('alice', kind)),
      'somebody else',
    ).toBeUndefined();
  },
);

it('asks the store only where a frame costs ten posts or more', async () => {
  const rates = createRates({ clock: stoppedClock(), shared: SPENT });
  await rates.takeShared('mallory', 'typing', 9);
  await expect(rates.takeShared('mallory', 'typing', 10)).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterMs: 400,
  });
  expect(await rates.allows('mallory', 'presence', 9)).toBe(true);
  expect(await rates.allows('mallory', 'presence', 10)).toBe(false);
});
