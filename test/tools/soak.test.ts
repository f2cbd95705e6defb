import { describe, expect, it } from 'vitest';
import { checksOf } from '../../tools/soak/checks.ts';
import { pageOf } from '../../tools/soak/page.ts';
import { faultsOf, type Plan, seatsOf } from '../../tools/soak/plan.ts';
import type { Rest, SoakResult } from '../../tools/soak/result.ts';
import { student95, trendOf } from '../../tools/soak/trend.ts';

const MIB = 2 ** 20;

describe('a trend', () => {
  it('of a straight line is that line, and certain', () => {
    const trend = trendOf([0, 10, 20, 30, 40].map(at => ({ at, value: 5 + 2 * at })));
    expect(trend).toMatchObject({ mean: 45, middle: 20 });
    expect(trend?.perHour).toBeCloseTo(7_200);
    expect(trend?.high).toBeCloseTo(7_200);
  });

  it('of noise around a level has 0 in its interval', () => {
    const { low = 0, high = 0 } =
      trendOf(Array.from({ length: 40 }, (_, at) => ({ at, value: 100 + (at % 2) }))) ?? {};
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });

  it('takes Student’s t from the table', () => {
    expect(student95(4)).toBeCloseTo(2.776, 1);
    expect(student95(10)).toBeCloseTo(2.228, 3);
    expect(student95(60)).toBeCloseTo(2.0, 3);
  });
});

const plan: Plan = { connections: 200, duration: 1_200, seed: 1, rate: 2, lifetime: 300, faults: 0.005 };
const rest = (more: Partial<Rest> = {}): Rest => ({
  rss: 200 * MIB,
  heapUsed: 50 * MIB,
  external: MIB,
  handles: { TCPSocketWrap: 40, Timeout: 3 },
  rows: { connections: 0, entries: 100, rest: 50 },
  ...more,
});
const trend = { mean: 60 * MIB, middle: 600, perHour: MIB, low: -MIB, high: 3 * MIB };
const measured: Omit<SoakResult, 'checks' | 'passed'> = {
  plan,
  startedAt: '2026-11-27T12:00:00.000Z',
  seconds: { enter: 20, talk: 1_200, settle: 30 },
  before: rest(),
  after: rest({ rows: { connections: 0, entries: 9_000, rest: 50 } }),
  samples: [0, 15, 30].map(at => ({ ...rest(), at, shown: at * 10 })),
  trends: { heapUsed: trend },
  tally: { sent: 100, changed: 10, shown: 300, refused: {}, disorder: 0 },
  acknowledged: 110,
  verdict: { expected: 300, delivered: 300, lost: 0, doubled: 0, disagreed: 0, examples: [] },
  faults: Object.fromEntries(Object.keys(faultsOf(plan)).map(name => [name, 3])),
  failed: {},
  timedOut: { sync: 2 },
};
const unmet = (more: Partial<typeof measured>) =>
  checksOf({ ...measured, ...more }).flatMap(({ what, met }) => (met ? [] : [what]));

describe('a soak', () => {
  it('passes where all is as it was, though the logs have grown', () => {
    expect(unmet({})).toEqual([]);
  });

  it.each([
    ['a lost message', { verdict: { ...measured.verdict, lost: 1 } }, 'messages lost'],
    [
      'an entry shown out of order',
      { tally: { ...measured.tally, disorder: 1 } },
      'entries shown twice or out of order',
    ],
    [
      'a row of a connection that is left',
      { after: rest({ rows: { connections: 1, entries: 1, rest: 50 } }) },
      'rows of connections and subscriptions',
    ],
    ['timers that pile up', { after: rest({ handles: { TCPSocketWrap: 40, Timeout: 40 } }) }, 'timers'],
    ['sockets that pile up', { after: rest({ handles: { TCPSocketWrap: 99, Timeout: 3 } }) }, 'handles'],
    ['a heap that has doubled', { after: rest({ heapUsed: 100 * MIB }) }, 'heap'],
    [
      'a heap that surely rises',
      { trends: { heapUsed: { ...trend, low: 9 * MIB } } },
      'slope of the heap from 600 s on, with 95% confidence',
    ],
    ['a fault that never struck', { faults: { ...measured.faults, 'post-drop': 0 } }, 'every fault struck'],
    ['a function that failed', { failed: { sync: 1 } }, 'functions that failed'],
  ] as const)('finds %s', (_, more, what) => {
    expect(unmet(more)).toEqual([what]);
  });

  it('seats everyone in a small room, and enough in a hall for the pump', () => {
    const seats = seatsOf(plan, ['one', 'two']);
    const halls = seats.flatMap(({ rooms }) => rooms.slice(1));
    expect(seats).toHaveLength(200);
    expect(new Set(halls).size).toBe(2);
    expect(halls.filter(hall => hall === 'soak-hall-0')).toHaveLength(60);
  });

  it('is shown on a page that needs nothing else', () => {
    const checks = checksOf(measured);
    const page = pageOf({ ...measured, checks, passed: true });
    expect(page.match(/<svg /g)).toHaveLength(5);
    expect(page).toContain('Nothing is left behind');
    expect(page).not.toMatch(/NaN|undefined|Infinity|<script(?! type="application\/json")/);
  });
});
