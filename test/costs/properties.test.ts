import fc from 'fast-check';
import { describe, test } from 'vitest';
import { PROFILES } from '../../costs/defaults.ts';
import { SERVICES, totalOf } from '../../costs/model/bill.ts';
import { monthlyCost } from '../../costs/model/cost.ts';
import { DEPLOYMENT, type TableMode } from '../../costs/model/deployment.ts';
import type { FreeTier } from '../../costs/model/tiers.ts';
import { check, inputs, prices } from './given.ts';

const profiles = fc.constantFrom(...PROFILES);
const users = fc.integer({ min: 1, max: 20_000_000 });
const modes = fc.constantFrom<TableMode>('on-demand', 'provisioned', 'reserved-1y', 'reserved-3y');
const allowances = fc.constantFrom<FreeTier>('none', 'always', 'new account');
const deployed = (tables: TableMode) => ({ ...inputs, deployment: { ...DEPLOYMENT, tables } });
/** Sums of large and small figures, in floating point. */
const atMost = (smaller: number, larger: number) => smaller <= larger * (1 + 1e-9) + 1e-9;

describe('the cost of a month', () => {
  test('never falls when users are added', () => {
    check(
      fc.property(profiles, users, users, modes, allowances, (profile, a, b, tables, free) => {
        const usd = (count: number) => monthlyCost(count, profile, deployed(tables), { prices, free }).usd;
        return atMost(usd(Math.min(a, b)), usd(Math.max(a, b)));
      }),
    );
  });

  test('never falls when users send more or longer messages, or stay longer', () => {
    const more = fc.double({ min: 1, max: 20, noNaN: true });
    check(
      fc.property(profiles, users, more, more, more, (profile, count, often, long, stay) => {
        const larger = {
          ...profile,
          messagesPerSession: profile.messagesPerSession * often,
          messageBytes: profile.messageBytes * long,
          minutesPerSession: profile.minutesPerSession * stay,
        };
        const terms = { prices, free: 'always' as const };
        return atMost(
          monthlyCost(count, profile, inputs, terms).usd,
          monthlyCost(count, larger, inputs, terms).usd,
        );
      }),
    );
  });

  test('is the sum of its services and of its lines, and no line is negative', () => {
    check(
      fc.property(profiles, users, modes, allowances, (profile, count, tables, free) => {
        const { bill, services, usd } = monthlyCost(count, profile, deployed(tables), { prices, free });
        const summed = SERVICES.reduce((sum, service) => sum + services[service], 0);
        return (
          bill.every(line => line.usd >= 0) &&
          Math.abs(summed - usd) <= 1e-9 * usd &&
          Math.abs(totalOf(bill) - usd) <= 1e-9 * usd
        );
      }),
    );
  });

  test('is never higher with a free allowance than without', () => {
    check(
      fc.property(profiles, users, (profile, count) => {
        const usd = (free: FreeTier) => monthlyCost(count, profile, inputs, { prices, free }).usd;
        return atMost(usd('new account'), usd('always')) && atMost(usd('always'), usd('none'));
      }),
    );
  });
});
