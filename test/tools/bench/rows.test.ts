import { expect, test } from 'vitest';
import { median, row, rowOf } from '../../../tools/bench/side-by-side/row.ts';
import { byTurns, rowsOf } from '../../../tools/bench/side-by-side/turns.ts';

test('the median of an even number of rounds lies between the middle two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});

test('a row holds medians, their quotient, and the least and the most of the rounds', () => {
  const one = rowOf({
    name: 'fanout.n100',
    unit: 'deliveries/s',
    peerName: 'ws',
    better: 'higher',
    ours: [100, 300, 200],
    peer: [400, 100, 500],
  });
  expect(row.parse(one)).toEqual({
    name: 'fanout.n100',
    unit: 'deliveries/s',
    ours: 200,
    peer: 400,
    peerName: 'ws',
    ratio: 0.5,
    better: 'higher',
    spread: { ours: [100, 300], peer: [100, 500] },
  });
});

test('nothing measured is an error, and no figure', () => {
  expect(() =>
    rowOf({ name: 'a', unit: 'ms', peerName: 'ws', better: 'lower', ours: [], peer: [1] }),
  ).toThrow('a against ws: nothing was measured');
});

test('all take turns in each round, and each peer gets a row of its own', async () => {
  const order: string[] = [];
  const taken = await byTurns(
    [{ name: 'ours' }, { name: 'ws' }, { name: 'Socket.IO' }],
    2,
    async ({ name }, round) => {
      order.push(`${name} ${round}`);
      return name === 'ours' ? 1 : 2;
    },
    () => {},
  );
  expect(order).toEqual(['ours 0', 'ws 0', 'Socket.IO 0', 'ours 1', 'ws 1', 'Socket.IO 1']);
  expect(
    rowsOf(taken, { name: 'a', unit: 'ms', better: 'lower' }, each => each).map(({ peerName, ratio }) => [
      peerName,
      ratio,
    ]),
  ).toEqual([
    ['ws', 0.5],
    ['Socket.IO', 0.5],
  ]);
});
