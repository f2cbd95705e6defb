/** When things are sent and opened: by the clock and the seed, not by how the server fares. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { chance } from '../../costs/chance.ts';
import { arrivals } from '../../load/generator/arrivals.ts';
import { now } from '../../load/generator/clock.ts';
import { Door } from '../../load/generator/door.ts';
import { Latencies } from '../../load/generator/histogram.ts';
import { Pace } from '../../load/generator/pace.ts';

describe('the open schedule', () => {
  async function scheduled(seed: number, whileSending: (nth: number) => void = () => {}) {
    const start = now();
    const due: number[] = [];
    await arrivals(chance(seed), { rate: 400, rateTo: 400, durationMs: 500 }, intended => {
      due.push(intended - start);
      whileSending(due.length);
    });
    return { due, tookMs: now() - start };
  }

  test('is drawn from the seed', async () => {
    const [first, again, other] = [await scheduled(1), await scheduled(1), await scheduled(2)];
    expect(first.due.length).toBeGreaterThan(120);
    // The clock starts a hair later each time; the gaps are the seed's.
    const gaps = ({ due }: typeof first) => due.slice(1).map((at, index) => at - (due[index] ?? 0));
    const [one, two] = [gaps(first), gaps(again)];
    for (const [index, gap] of one.slice(0, 100).entries()) expect(gap).toBeCloseTo(two[index] ?? 0, 3);
    expect(gaps(other).slice(0, 10)).not.toEqual(one.slice(0, 10));
  });

  test('goes on while a sender is stuck: what was due in the meantime is sent late, dated as due', async () => {
    const undisturbed = await scheduled(1);
    const stuck = await scheduled(1, nth => {
      if (nth !== 10) return;
      for (const until = now() + 200; now() < until; );
    });
    expect(stuck.due.length).toBe(undisturbed.due.length);
    for (const [index, at] of stuck.due.entries()) expect(at).toBeCloseTo(undisturbed.due[index] ?? 0, 0);
  });
});

test('turns are never sooner than the quota allows, however many wait', async () => {
  const pace = new Pace(500);
  const start = now();
  await Promise.all(Array.from({ length: 101 }, () => pace.turn()));
  expect(now() - start).toBeGreaterThanOrEqual(199);
});

test('no more pass the door at once than there are places, and in the order they came', async () => {
  const door = new Door(3);
  const order: number[] = [];
  let [inside, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 20 }, (_, nth) =>
      door.pass(async () => {
        order.push(nth);
        inside += 1;
        most = Math.max(most, inside);
        await sleep(1);
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  await expect(door.pass(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await Promise.all(Array.from({ length: 3 }, () => door.pass(async () => {})));
});

describe('latencies', () => {
  test('keep their percentiles when they are handed from thread to thread, and their bars hold all of them', () => {
    const [one, two, sum] = [new Latencies(), new Latencies(), new Latencies()];
    for (let ms = 1; ms <= 1_000; ms++) (ms % 2 ? one : two).record(ms);
    sum.add(one.take());
    sum.add(two.take());
    expect(one.count).toBe(0);
    const { p50 = 0, p99 = 0, max = 0 } = sum.percentiles() ?? {};
    expect(p50 / 500).toBeCloseTo(1, 2);
    expect(p99 / 990).toBeCloseTo(1, 2);
    expect(max / 1_000).toBeCloseTo(1, 2);
    const bars = sum.bars();
    expect(bars.reduce((total, { count }) => total + count, 0)).toBe(1_000);
    const upTo = (limit: number) =>
      bars.filter(({ ms }) => ms <= limit + 0.001).reduce((total, { count }) => total + count, 0);
    expect(upTo(100)).toBeGreaterThanOrEqual(99);
    expect(upTo(100)).toBeLessThanOrEqual(101);
  });

  test('are undefined where nothing was recorded', () => {
    expect(new Latencies().percentiles()).toBeUndefined();
    expect(new Latencies().bars()).toEqual([]);
  });
});
