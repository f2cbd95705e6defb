/** Who is connected, counted by looking: nothing on the way of a message counts. */
import type { ResultOf } from '../../protocol/index.ts';
import type { CensusItem } from '../ports.ts';

export type Snapshot = ResultOf<'adminStats'>;

const TOP_ROOMS = 10;

/** Adds up the items of a scan. */
export function createCensus() {
  const users = new Set<string>();
  const rooms = new Map<string, number>();
  let connections = 0;
  return {
    add(item: CensusItem): void {
      if (item.kind === 'subscription') rooms.set(item.room, (rooms.get(item.room) ?? 0) + 1);
      else {
        connections += 1;
        users.add(item.userId);
      }
    },

    /** Each room with more connections than that, and how many. */
    roomsOver: (limit: number) =>
      [...rooms].filter(([, count]) => count > limit).map(([room, count]) => ({ room, connections: count })),

    /** @param asOf epoch milliseconds */
    snapshot: (asOf: number): Snapshot => ({
      connections,
      users: users.size,
      rooms: rooms.size,
      topRooms: [...rooms]
        .map(([room, count]) => ({ room, connections: count }))
        .sort((a, b) => b.connections - a.connections || (a.room < b.room ? -1 : 1))
        .slice(0, TOP_ROOMS),
      asOf,
    }),
  };
}
