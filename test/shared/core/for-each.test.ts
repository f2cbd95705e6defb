import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { forEach } from '../../../shared/core/for-each.ts';

const NUMBERS = Array.from({ length: 10 }, (_, at) => at);

it('each item is worked on once, in their order, no more at once than allowed', async () => {
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  await forEach(NUMBERS, 3, async item => {
    begun.push(item);
    running += 1;
    most = Math.max(most, running);
    await setImmediate();
    running -= 1;
  });
  expect(begun).toEqual(NUMBERS);
  expect(most).toBe(3);
});

it('after a failure no more is begun, and the failure is thrown', async () => {
  const begun: number[] = [];
  const all = forEach(NUMBERS, 2, async item => {
    begun.push(item);
    await setImmediate();
    if (item === 2) throw new Error('the store is busy');
  });
  await expect(all).rejects.toThrow('the store is busy');
  await setImmediate();
  await setImmediate();
  expect(begun.length).toBeLessThanOrEqual(4);
});

it('of nothing there is nothing to do', () =>
  expect(forEach([], 3, async () => {})).resolves.toBeUndefined());
