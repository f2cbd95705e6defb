/** Who is connected, counted by looking: nothing on the way of a message counts. */
import type { ResultOf } from '../../protocol/index.ts';
import type { CensusItem } from '../ports.ts';

export type Snapshot = ResultOf<'adminStats'>;

const TOP_ROOMS = 10;
const TOP_USERS = 50;

/** Without putting all in order: there may be a million. Those of one size go by their names. */
function largest<T>(
  all: Iterable<T>,
  count: number,
  measure: (one: T) => readonly [size: number, name: string],
): T[] {
  const top: T[] = [];
  const isBefore = (one: T, other: T) => {
    const [[size, name], [otherSize, otherName]] = [measure(one), measure(other)];
    return size > otherSize || (size === otherSize && name < otherName);
  };
  for (const one of all) {
    const last = top[count - 1];
    if (last !== undefined && !isBefore(one, last)) continue;
    const place = top.findIndex(other => isBefore(one, other));
    top.splice(place < 0 ? top.length : place, 0, one);
    top.length = Math.min(top.length, count);
  }
  return top;
}

/** Adds up the items of a scan. */
export function createCensus() {
  const users = new Map<string, { readonly name: string; connections: number }>();
  const rooms = new Map<string, number>();
  let connections = 0;
  return {
    add(item: CensusItem): void {
      if (item.kind === 'subscription') rooms.set(item.room, (rooms.get(item.room) ?? 0) + 1);
      else {
        connections += 1;
        const user = users.get(item.userId);
        if (user) user.connections += 1;
        else users.set(item.userId, { name: item.name, connections: 1 });
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
      topRooms: largest(rooms, TOP_ROOMS, ([room, count]) => [count, room]).map(([room, count]) => ({
        room,
        connections: count,
      })),
      topUsers: largest(users, TOP_USERS, ([, user]) => [user.connections, user.name]).map(
        ([userId, user]) => ({ userId, ...user }),
      ),
      asOf,
    }),
  };
}
