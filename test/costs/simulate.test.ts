import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chance } from '../../costs/chance.ts';
import { runTimes } from '../../costs/model/run-time.ts';
import { unitsOf } from '../../costs/model/units.ts';
import { createBucket } from '../../costs/simulate/bucket.ts';
import { createClock } from '../../costs/simulate/clock.ts';
import { createLambdas } from '../../costs/simulate/lambdas.ts';
import { type Room, simulateRoom } from '../../costs/simulate/room.ts';
import { simulateSizes, sizesUpTo } from '../../costs/simulate/sizes.ts';
import { check, inputs, prices } from './given.ts';

const account = { requestsPerSecond: 10_000, burst: 5_000, concurrency: 1_000, elsewhere: 0 };
const wholeQuota = { ...inputs, deployment: { ...inputs.deployment, roomPostsPerSecond: 10_000 } };
const room = (members: number, rest: Partial<Room> = {}) =>
  simulateRoom({ members, rate: 2, textBytes: 200, way: 'ours', seed: 1, ...rest }, account, inputs, prices);

describe('a simulated room', () => {
  test('delivers every message to every other member of a small room, one post each', async () => {
    const { sent, delivered, posts, lostShare, framesPerMessage } = await room(50);
    expect(delivered).toBe(sent * 49);
    expect(posts).toBe(delivered);
    expect({ lostShare, framesPerMessage }).toEqual({ lostShare: 0, framesPerMessage: 1 });
  });

  test('packs the more messages into a frame the busier it is, and loses none', async () => {
    const [calm, busy] = [await room(1_000, { rate: 1 }), await room(1_000, { rate: 50 })];
    expect(busy.framesPerMessage).toBeLessThan(0.1);
    expect(busy.framesPerMessage).toBeLessThan(calm.framesPerMessage / 5);
    expect(busy.usdPerMillionDelivered).toBeLessThan(calm.usdPerMillionDelivered / 5);
    expect([calm.lostShare, busy.lostShare]).toEqual([0, 0]);
    expect(busy.delivered).toBe(busy.sent * 1_000);
  });

  test('of 10,000 is twice as fast with twice the budget, and within it', async () => {
    const under = (roomPostsPerSecond: number) =>
      simulateRoom(
        { members: 10_000, rate: 2, textBytes: 200, way: 'ours', seed: 1 },
        account,
        { ...inputs, deployment: { ...inputs.deployment, roomPostsPerSecond } },
        prices,
      );
    const [tight, ample] = [await under(2_000), await under(4_000)];
    expect(ample.deliveryMs.p50 / tight.deliveryMs.p50).toBeCloseTo(0.5, 1);
    for (const [{ posts, seconds, deliveryMs }, budget] of [
      [tight, 2_000],
      [ample, 4_000],
    ] as const)
      expect(posts).toBeLessThanOrEqual(budget * (seconds + deliveryMs.max / 1_000) + 10_000);
  });

  test('that one invocation posts to is billed for posting', () => {
    const invocation = { times: inputs.times, memory: inputs.deployment.memory, roomPostsPerSecond: 4_000 };
    const tick = (n: number) => runTimes(unitsOf(inputs.units, 'pumpTick', n), invocation).fanout?.ms ?? 0;
    expect(tick(1_000)).toBeGreaterThanOrEqual(250);
    expect(tick(1_000)).toBeGreaterThan(tick(101));
  });

  test('of 100,000 is no faster than the quota: 9.5 s for one frame', async () => {
    const all = await simulateRoom(
      { members: 100_000, rate: 0.5, textBytes: 200, way: 'ours', seed: 1 },
      account,
      wholeQuota,
      prices,
    );
    expect(all.floorMs).toBe(9_500);
    expect(all.deliveryMs.max).toBeGreaterThan(9_500);
  });

  test('of a million piles up at 2 messages a second, and the naive way loses almost all of them', async () => {
    const [ours, naive] = [await room(1_000_000), await room(1_000_000, { way: 'naive' })];
    expect(ours.floorMs).toBe(99_500);
    expect(ours.sustained).toBe(false);
    expect(ours.mostPerSecond).toBeLessThan(1);
    expect(naive.lostShare).toBeGreaterThan(0.95);
  });

  test('next to others who use up the quota is throttled, and is still told everything', async () => {
    const { lostShare, deliveryMs } = await simulateRoom(
      { members: 300, rate: 2, textBytes: 200, way: 'ours', seed: 1 },
      { ...account, burst: 100, elsewhere: 9_000 },
      inputs,
      prices,
    );
    expect(lostShare).toBe(0);
    expect(deliveryMs.p50).toBeGreaterThan(2 * (await room(300)).deliveryMs.p50);
  });

  test('is the same for the same seed, and another for another', async () => {
    const [one, same, other] = [
      await room(300, { seed: 7 }),
      await room(300, { seed: 7 }),
      await room(300, { seed: 8 }),
    ];
    expect(same).toEqual(one);
    expect(other.deliveryMs).not.toEqual(one.deliveryMs);
  });

  test('is simulated for ten members up to the largest, both ways', async () => {
    expect(sizesUpTo(1e4)).toEqual([10, 100, 1_000, 10_000]);
    expect(sizesUpTo(250)).toEqual([10, 100, 250]);
    const all = await simulateSizes(
      { sizes: [10, 100], ways: ['ours', 'naive'], rate: 2, textBytes: 200, seed: 1 },
      account,
      inputs,
      prices,
    );
    expect(all.map(({ members, way }) => `${members} ${way}`)).toEqual([
      '10 ours',
      '10 naive',
      '100 ours',
      '100 naive',
    ]);
  });
});

describe('a token bucket', () => {
  test('never grants more than its burst and its rate in any time', () => {
    const takes = fc.array(fc.record({ after: fc.nat(200), tokens: fc.integer({ min: 1, max: 80 }) }), {
      minLength: 2,
      maxLength: 60,
    });
    check(
      fc.property(takes, all => {
        const bucket = createBucket({ perSecond: 100, burst: 50 });
        let now = 0;
        const granted = all.map(({ after, tokens }) => {
          now += after;
          return { tokens, at: bucket.takeWithin(now, tokens, Number.POSITIVE_INFINITY) ?? 0 };
        });
        return granted.every(({ at: from }, i) => {
          let sum = 0;
          return granted.slice(i + 1).every(({ tokens, at }) => {
            sum += tokens;
            return sum <= 50 + ((at - from) / 1_000) * 100 + 1e-6;
          });
        });
      }),
    );
  });

  test('refuses what would wait too long, and takes nothing then', () => {
    const bucket = createBucket({ perSecond: 10, burst: 10 });
    expect(bucket.takeWithin(0, 10, 0)).toBe(0);
    expect(bucket.takeWithin(0, 5, 400)).toBeUndefined();
    expect(bucket.takeWithin(0, 5, 500)).toBe(500);
  });
});

describe('simulated functions', () => {
  test('never run more at once than the account may, and who waits runs later', async () => {
    const clock = createClock();
    const lambdas = createLambdas(
      { clock, chance: chance(1) },
      { times: inputs.times, memory: { default: 1_024, byFunction: {} }, concurrency: 3 },
    );
    let finished = 0;
    for (let i = 0; i < 10; i++)
      void lambdas.run('send-message', async () => {
        await clock.sleep(100);
        finished += 1;
      });
    await clock.run(60_000);
    expect(finished).toBe(10);
    expect(lambdas.counted).toMatchObject({
      invocations: { 'send-message': 10 },
      mostAtOnce: 3,
      coldStarts: 3,
    });
    // Ten times 100 ms at 1 GB, and three cold starts.
    expect(lambdas.counted.gbSeconds).toBeGreaterThan(1);
  });
});
