import type { Inputs } from '../model/meters.ts';
import type { Prices } from '../model/price-table.ts';
import { type Account, type Room, type Simulated, simulateRoom } from './room.ts';

/** 10, 100, 1,000 and so on, and the largest itself. */
export function sizesUpTo(largest: number): number[] {
  const sizes: number[] = [];
  for (let size = 10; size < largest; size *= 10) sizes.push(size);
  return [...sizes, Math.round(largest)];
}

/** Each size in each of the ways. */
export const simulateSizes = (
  {
    sizes,
    ways,
    ...room
  }: Pick<Room, 'rate' | 'textBytes' | 'seed'> & {
    sizes: readonly number[];
    ways: readonly Room['way'][];
  },
  account: Account,
  inputs: Inputs,
  prices: Prices,
): Promise<Simulated[]> =>
  Promise.all(
    sizes.flatMap(members =>
      ways.map(way => simulateRoom({ ...room, members, way }, account, inputs, prices)),
    ),
  );
