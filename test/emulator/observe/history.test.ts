import { expect, it } from 'vitest';
import { History, type Point } from '../../../emulator/observe/history.ts';

const FROM = 1_795_000_200; // a whole 10 minutes
const point = (at: number, connections: number): Point => ({
  at,
  connections,
  users: 1,
  messages: 2,
  posts: 4,
  connects: 0,
});

function aDay(): History {
  const history = new History();
  for (let at = FROM; at < FROM + 86_400; at += 5) history.add(point(at, at < FROM + 43_200 ? 10 : 20));
  return history;
}
const NOW = FROM + 86_400;

it('shows 15 minutes and an hour in steps of 5 s, a day in minutes, a week in steps of 10 minutes', () => {
  const history = aDay();
  const steps = (seconds: number) => {
    const points = history.since(seconds, NOW);
    return [points.length, (points[1]?.at ?? 0) - (points[0]?.at ?? 0)];
  };
  expect(steps(900)).toEqual([180, 5]);
  expect(steps(3_600)).toEqual([720, 5]);
  expect(steps(86_400)).toEqual([1_439, 60]);
  expect(steps(604_800)).toEqual([143, 600]);
});

it('averages what it no longer shows finely', () => {
  const points = aDay().since(86_400, NOW);
  expect(points.at(0)).toEqual(point(FROM + 60, 10));
  expect(points.at(-1)).toEqual(point(NOW - 60, 20));
});

it('goes on after a restart, and begins anew from a file that is none of its own', () => {
  const before = aDay();
  const after = new History(JSON.parse(JSON.stringify(before)));
  expect(after.since(604_800, NOW)).toEqual(before.since(604_800, NOW));
  expect(new History([{ at: 'yesterday' }]).since(900, NOW)).toEqual([]);
});

it('holds no more than its tiers, and drops what a clock that is set back had put ahead', () => {
  const history = aDay();
  expect(JSON.stringify(history).length).toBeLessThan(400_000);
  history.add(point(NOW - 1_800, 5));
  expect(history.since(3_600, NOW).at(-1)).toEqual(point(NOW - 1_800, 5));
});
