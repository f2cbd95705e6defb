import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { price } from '../../costs/model/price-table.ts';
import { priceOf } from '../../costs/model/tiers.ts';
import { check, prices } from './given.ts';

const table = Object.values(prices.prices);

describe('tiers', () => {
  test('the billionth message costs the first tier’s price, the next the second’s', () => {
    const messages = prices.prices['apiGateway.message'];
    expect(priceOf(1e9, messages, 'none')).toBe(1_000);
    expect(priceOf(1e9 + 1e6, messages, 'none') - priceOf(1e9, messages, 'none')).toBeCloseTo(0.8, 9);
    expect(priceOf(1e9, messages, 'none') - priceOf(1e9 - 1e6, messages, 'none')).toBeCloseTo(1, 9);
  });

  test('every boundary is exact: up to it the lower tier, past it the higher', () => {
    for (const { tiers, per, ...rest } of table) {
      let from = 0;
      let usd = 0;
      for (const { upTo, usd: rate } of tiers) {
        if (upTo === null) break;
        usd += ((upTo - from) / per) * rate;
        expect(priceOf(upTo, { tiers, per, ...rest }, 'none')).toBeCloseTo(usd, 6);
        from = upTo;
      }
    }
  });

  test('the free units are the first: one more costs one unit of the first tier', () => {
    const users = prices.prices['cognito.lite'];
    expect(priceOf(10_000, users, 'always')).toBe(0);
    expect(priceOf(10_001, users, 'always')).toBeCloseTo(0.0055, 9);
    const minutes = prices.prices['apiGateway.connectionMinute'];
    expect(priceOf(750_000, minutes, 'new account')).toBe(0);
    expect(priceOf(750_000, minutes, 'always')).toBeCloseTo(0.1875, 9);
  });

  test('no price jumps at a boundary, and more units never cost less', () => {
    const units = fc.double({ min: 0, max: 1e12, noNaN: true });
    check(
      fc.property(fc.constantFrom(...table), units, units, (each, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const first = (each.tiers[0]?.usd ?? 0) / each.per;
        const usd = priceOf(more, each, 'always');
        const step = usd - priceOf(less, each, 'always');
        const slack = usd * 1e-9 + 1e-9;
        return step >= -slack && step <= (more - less) * first + slack;
      }),
    );
  });

  test('tiers that do not ascend, or end, are refused', () => {
    const { source } = prices.prices['apiGateway.message'];
    const tiers = (...upTo: (number | null)[]) =>
      price.safeParse({ unit: 'x', per: 1, source, tiers: upTo.map(end => ({ upTo: end, usd: 1 })) }).success;
    expect(tiers(10, 20, null)).toBe(true);
    expect(tiers(20, 10, null)).toBe(false);
    expect(tiers(10)).toBe(false);
    expect(tiers(null, 10, null)).toBe(false);
  });
});
