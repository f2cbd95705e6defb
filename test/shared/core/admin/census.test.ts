import { expect, it } from 'vitest';
import { seededRandom } from '../../../../emulator/faults/random.ts';
import { createCensus } from '../../../../shared/core/admin/census.ts';
import type { CensusItem } from '../../../../shared/core/ports.ts';

const SEGMENTS = 4;
const LARGE = 30;

/** All rows in the order of a store, cut into segments wherever they fall, each in pieces that come by turns. */
function scanned(rows: readonly CensusItem[], random: () => number) {
  const census = createCensus(LARGE);
  const ends = Array.from({ length: SEGMENTS - 1 }, () => Math.floor(random() * rows.length)).sort(
    (a, b) => a - b,
  );
  const bounds = [0, ...ends, rows.length];
  const next = bounds.slice(0, -1);
  while (next.some((at, segment) => at < (bounds[segment + 1] ?? 0))) {
    const segment = Math.floor(random() * SEGMENTS);
    const [from = 0, end = 0] = [next[segment], bounds[segment + 1]];
    const to = Math.min(end, from + Math.ceil(random() * 10));
    for (const row of rows.slice(from, to)) census.add(row, segment);
    next[segment] = to;
  }
  return census.end(1);
}

it('counts every user and room once, wherever a segment ends', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const random = seededRandom(seed, 'census');
  for (let round = 0; round < 200; round++) {
    const sizes = Array.from({ length: 1 + Math.floor(random() * 30) }, () => 1 + Math.floor(random() * 60));
    const rows = sizes.flatMap((size, index) =>
      Array.from({ length: size }, (_, n): CensusItem => {
        const both = {
          userId: `user-${index}`,
          name: `name ${index}`,
          connectionId: `c-${index}-${n}`,
          expiresAt: 9e9,
        };
        return index % 2
          ? { kind: 'subscription', ...both, room: `room-${index}` }
          : { kind: 'connection', ...both, connectedAt: 1, upgraded: true };
      }),
    );
    const { snapshot, largeRooms } = scanned(rows, random);
    const of = (isRoom: boolean) =>
      sizes.flatMap((connections, index) => (Boolean(index % 2) === isRoom ? [{ index, connections }] : []));
    const largest = (isRoom: boolean, count: number) =>
      of(isRoom)
        .map(({ connections }) => connections)
        .sort((a, b) => b - a)
        .slice(0, count);
    expect(snapshot).toMatchObject({
      connections: of(false).reduce((sum, { connections }) => sum + connections, 0),
      users: of(false).length,
      rooms: of(true).length,
    });
    expect(snapshot.topRooms.map(({ connections }) => connections)).toEqual(largest(true, 10));
    expect(snapshot.topUsers?.map(({ connections }) => connections)).toEqual(largest(false, 50));
    expect(largeRooms.length).toBe(of(true).filter(({ connections }) => connections > LARGE).length);
  }
});
