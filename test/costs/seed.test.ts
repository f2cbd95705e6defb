import { describe, expect, test } from 'vitest';
import { analyseSeed } from '../../costs/seed/analysis.ts';
import { prices } from './given.ts';

const { tables, totals, gbSeconds, corrections } = analyseSeed(prices, () => 0);
const cents = (usd: number | undefined) => Number(usd?.toFixed(2));
const rowsOf = (name: string) => tables.find(({ table }) => table === name)?.rows ?? [];

describe('the scaling discussion next to the right arithmetic', () => {
  test('its totals at its own prices are 10.56, 102.03 and 3,901.24 USD a month', () => {
    expect(totals.map(({ right }) => cents(right))).toEqual([10.56, 102.03, 3_901.24]);
    expect(totals.map(({ claimed }) => claimed)).toEqual([759.67, 7_593.03, 78_631.2]);
  });

  test('the totals it claims are the sums of the tables it claims', () => {
    for (const { scale, claimed } of totals) {
      const sum = tables.reduce(
        (usd, { rows }) => usd + (rows.find(row => row.scale === scale)?.claimed ?? 0),
        0,
      );
      // Its own rounding: 0.258 was added as 0.26.
      expect(Math.abs(sum - claimed)).toBeLessThan(0.015);
    }
  });

  test('DynamoDB was a thousand times too high', () => {
    expect(rowsOf('DynamoDB').map(({ right }) => right)).toEqual([0.75, 7.5, 75]);
    expect(rowsOf('DynamoDB').map(({ factor }) => factor)).toEqual([1_000, 1_000, 1_000]);
  });

  test('100 ms at 0.125 GB, a million times, are 12,500 GB-seconds', () => {
    expect(gbSeconds.map(({ right }) => Math.round(right))).toEqual([12_500, 125_000, 1_250_000]);
    // 1 million × $0.20 + 12,500 × $0.00001667
    expect(rowsOf('Lambda')[0]?.right).toBeCloseTo(0.2 + 0.208375, 9);
  });

  test('a million users go through all three tiers of Cognito', () => {
    // 50,000 × $0.0055 + 50,000 × $0.0046 + 900,000 × $0.00325
    expect(rowsOf('Cognito')[2]?.right).toBeCloseTo(275 + 230 + 2_925, 9);
    // Today: 100,000 × $0.0055 + 900,000 × $0.0046
    expect(rowsOf('Cognito')[2]?.today).toBeCloseTo(550 + 4_140, 9);
  });

  test('the same requests at today’s prices of a WebSocket API', () => {
    expect(rowsOf('API Gateway').map(({ today }) => today)).toEqual([1, 10, 100]);
  });

  test('every table says in one line what was wrong, and the words of the seed are answered too', () => {
    for (const { wrong } of tables) expect(wrong).toMatch(/^[^\n]{20,200}$/);
    expect(new Set(corrections.map(({ of }) => of))).toContain('Tips');
  });
});
