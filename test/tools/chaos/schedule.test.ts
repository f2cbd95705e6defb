import { expect, test } from 'vitest';
import { drawSchedule } from '../../../tools/chaos/draw.ts';
import { CHAOS_NAMES } from '../../../tools/chaos/faults.ts';
import type { Schedule } from '../../../tools/chaos/schedule.ts';
import { shrink } from '../../../tools/chaos/shrink.ts';

const drawn = (seed: number) => drawSchedule({ seed, seconds: 20, clients: 12, possible: () => true });

test('a seed draws one schedule, and another seed another', () => {
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
});

test('seeds 1 to 50 ask for every fault, and none asks for one that can not strike', () => {
  const asked = Array.from({ length: 50 }, (_, index) => drawn(index + 1)).flatMap(({ faults }) => faults);
  expect(new Set(asked.map(({ name }) => name))).toEqual(new Set(CHAOS_NAMES));
  const few = drawSchedule({
    seed: 1,
    seconds: 60,
    clients: 4,
    possible: name => name === 'kill' || name === 'cut',
  });
  expect([...new Set(few.faults.map(({ name }) => name))].sort()).toEqual(['cut', 'kill']);
});

test('a schedule that fails is cut down to the one fault and the one operation that it takes', async () => {
  const schedule = drawn(3);
  const fault = schedule.faults.at(-1);
  const operation = schedule.operations.find(({ do: what }) => what === 'edit');
  if (!fault || !operation) throw new Error('the seed draws no fault, or no edit');
  const fails = async ({ faults, operations }: Schedule) =>
    faults.includes(fault) && operations.includes(operation);
  const shortest = await shrink(schedule, fails, 1_000);
  expect(shortest.faults).toEqual([fault]);
  expect(shortest.operations).toEqual([operation]);
});
