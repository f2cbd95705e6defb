import { expect, test } from 'vitest';
import { Ledger } from '../../../tools/bench/generator/ledger.ts';

test('all heard what they were owed, and how late is counted from when it was due', () => {
  const late: number[] = [];
  let complete = 0;
  const ledger = new Ledger(3, { onDelivered: ms => late.push(ms), onComplete: () => complete++ });
  const text = ledger.send([1, 2], 100);
  expect(Buffer.byteLength(text)).toBe(200);
  ledger.heard(1, text, 103);
  expect([complete, ledger.waiting]).toEqual([0, 1]);
  ledger.heard(2, text, 107);
  expect(late).toEqual([3, 7]);
  expect([complete, ledger.waiting]).toEqual([1, 0]);
  expect(ledger.books()).toEqual({ delivered: 2, lost: 0, doubled: 0 });
});

test('what nobody heard is lost, and what came twice is doubled', () => {
  const ledger = new Ledger(2, {});
  const first = ledger.send([0, 1], 0);
  ledger.heard(0, first, 1);
  ledger.heard(0, first, 1);
  expect(ledger.books()).toEqual({ delivered: 2, lost: 1, doubled: 1 });
});

test('a message that came twice does not stand for one that never came', () => {
  const ledger = new Ledger(1, {});
  const first = ledger.send([0], 0);
  ledger.send([0], 0);
  ledger.heard(0, first, 1);
  ledger.heard(0, first, 1);
  expect(ledger.books().lost).toBe(1);
});
