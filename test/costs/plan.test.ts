import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { QUOTAS, UNITS } from '../../costs/defaults.ts';
import { unitsOf } from '../../costs/model/units.ts';
import { demand, rounded } from '../../costs/plan/demand.ts';
import { planOf } from '../../costs/plan/plan.ts';
import { SCALES, USERS_OF } from '../../costs/plan/preset.ts';
import { allPresets, presetFor } from '../../costs/presets.ts';
import { PRESETS } from '../../infra/presets.ts';
import { inputs, prices, profileNamed } from './given.ts';

const plan = (users: number, profile = 'chat', changes = {}) =>
  planOf(users, {
    profile: { ...profileNamed(profile), ...changes },
    inputs,
    prices,
    quotas: QUOTAS,
    recoverSeconds: 120,
  });

describe('a plan', () => {
  test('for a thousand users fits into the default quotas', async () => {
    const { demands, possible, rooms } = await plan(1_000);
    expect(demands.map(({ verdict }) => verdict)).toEqual(demands.map(() => 'fits'));
    expect(possible).toBe(true);
    expect(rooms.every(({ atDefault }) => atDefault && atDefault.p99 < 1_000)).toBe(true);
  });

  test('for a million of chat, by hand', async () => {
    const { peak, storm, demands } = await plan(1_000_000);
    // 60 minutes a day each: 1/24 of them at once, three times that in the busiest hour.
    expect(peak.connections).toBeCloseTo((1_000_000 / 24) * 3, 6);
    // 90 million sessions a month of 2,592,000 seconds
    expect(peak.connectsPerSecond).toBeCloseTo((90_000_000 / 2_592_000) * 3, 6);
    expect(peak.messagesPerSecond).toBeCloseTo((720_000_000 / 2_592_000) * 3, 6);
    expect(peak.requestsPerSecond).toBeCloseTo(
      peak.framesPerSecond + peak.postsPerSecond + peak.connectsPerSecond,
      6,
    );
    expect(storm.connectsPerSecond).toBeCloseTo(125_000 / 120, 6);
    expect(storm.secondsAtDefault).toBeCloseTo(125_000 / 500, 6);
    expect(storm.signInSecondsAtDefault).toBeCloseTo(125_000 / 120, 6);
    const requests = demands.find(({ quota }) => quota === 'apiGateway.requestsPerSecond');
    expect(requests).toMatchObject({ verdict: 'raise', default: 10_000 });
    expect(requests?.raiseTo).toBeGreaterThanOrEqual(peak.requestsPerSecond * 1.3);
  });

  test('says that messages are throttled while the quota is not raised, and how late they come after', async () => {
    const { rooms } = await plan(1_000_000);
    for (const { atDefault, atRaised } of rooms) {
      expect(atDefault).toBeUndefined();
      expect(atRaised?.p50).toBeGreaterThan(0);
    }
  });

  test('says where no quota serves, and what to do instead', async () => {
    const { possible, demands } = await plan(20_000_000);
    expect(possible).toBe(false);
    const requests = demands.find(({ quota }) => quota === 'apiGateway.requestsPerSecond');
    expect(requests).toMatchObject({ verdict: 'beyond' });
    expect(requests?.instead).toMatch(/accounts or Regions/);
  });

  test('says that a hall of a million with 50 messages a second can’t be at any quota', async () => {
    const [hall] = profileNamed('live-event').rooms;
    const rooms = [{ ...hall, connections: 1_000_000, messagesPerSecond: 50 }];
    const event = await plan(20_000_000, 'live-event', { rooms });
    expect(event.rooms[0]).toMatchObject({ possible: false });
    expect(event.rooms[0]?.atRaised).toBeUndefined();
    // 50 messages a second to a million connections, with as many to a frame as fit
    expect(event.rooms[0]?.leastPostsPerSecond).toBeGreaterThan(400_000);
  });

  test('takes one room for one partition', async () => {
    const { partitions } = await plan(1_000_000, 'live-event');
    const log = partitions.find(({ table }) => table === 'messages');
    // 20 messages a second, a write each, and what the pump writes of its own at 20 ÷ (20 × 2.5 s) ticks a second
    const { writes } = unitsOf(UNITS, 'pumpTick', 10_000);
    expect(log?.writes).toBeCloseTo(20 + 0.4 * writes.messages, 6);
  });
});

describe('a demand', () => {
  const of = (needed: number) =>
    demand(QUOTAS, { quota: 'apiGateway.requestsPerSecond', needed, what: 'requests', when: 'busiest hour' });

  test('fits with headroom, is raised with headroom, and is beyond ten times the default', () => {
    expect(of(7_692)).toMatchObject({ verdict: 'fits' });
    expect(of(7_700)).toMatchObject({ verdict: 'raise', raiseTo: 11_000 });
    expect(of(76_000)).toMatchObject({ verdict: 'raise', raiseTo: 99_000 });
    expect(of(77_000)).toMatchObject({ verdict: 'beyond' });
  });

  test('is rounded up to two digits', () => {
    expect([0.2, 7.1, 23.4, 120, 23_417].map(rounded)).toEqual([1, 8, 24, 120, 24_000]);
  });
});

describe('the presets of the CDK app', async () => {
  const presets = await Promise.all(SCALES.map(presetFor));

  test('are what `npm run plan -- --presets` prints', async () => {
    expect(JSON.parse(readFileSync('infra/presets.json', 'utf8'))).toEqual(await allPresets());
    expect(Object.keys(PRESETS)).toEqual([...SCALES]);
  });

  test('grow with the scale', () => {
    for (const figure of [
      ({ load }: (typeof presets)[number]) => load.connections,
      ({ throttle }: (typeof presets)[number]) => throttle.requestsPerSecond,
      ({ monthlyBudgetUsd }: (typeof presets)[number]) => monthlyBudgetUsd,
      ({ alarms }: (typeof presets)[number]) => alarms.activeConnections,
    ]) {
      const figures = presets.map(figure);
      expect(figures).toEqual([...figures].sort((a, b) => a - b));
    }
  });

  test('are the plans of their users', async () => {
    for (const preset of presets) {
      const { peak, usdAMonth, possible } = await plan(USERS_OF[preset.scale]);
      expect(possible).toBe(true);
      expect(preset.alarms.activeConnections).toBeGreaterThan(peak.connections);
      expect(preset.monthlyBudgetUsd).toBeGreaterThan(usdAMonth);
      expect(preset.throttle.requestsPerSecond).toBeGreaterThan(peak.framesPerSecond);
    }
  });

  test('leave 100 executions of the account’s quota unreserved', () => {
    for (const { reservedConcurrency, quotas } of presets) {
      const quota =
        quotas.find(({ quota: name }) => name === 'lambda.concurrency')?.raiseTo ??
        QUOTAS.quotas['lambda.concurrency'].value;
      const reserved = Object.values(reservedConcurrency).reduce((sum, each) => sum + each, 0);
      expect(reserved).toBeLessThanOrEqual(quota - 100);
    }
  });

  test('ask for no quota at thousands, and provision tables only where that saves enough', () => {
    expect(presets.map(({ quotas }) => quotas.length > 0)).toEqual([false, true, true]);
    expect(presets.map(({ tables }) => tables === 'on-demand')).toEqual([true, true, false]);
  });
});
