/** Who is connected, counted by looking: nothing on the way of a message counts. */
import type { ResultOf } from '../../protocol/index.ts';
import type { CensusItem } from '../ports.ts';

export type Snapshot = ResultOf<'adminStats'>;

const TOP_ROOMS = 10;
const TOP_USERS = 50;

/** The rows of a user or of a room that came one after the other. */
interface Run {
  readonly kind: CensusItem['kind'];
  /** The user's id, or the room. */
  readonly id: string;
  /** As it is shown. */
  readonly name: string;
  connections: number;
}

/** The first `count` of all that are offered, the largest first; those of one size go by their names. */
function createTop(count: number) {
  const top: Run[] = [];
  const isBefore = (one: Run, other: Run) =>
    one.connections > other.connections || (one.connections === other.connections && one.name < other.name);
  return {
    top: top as readonly Run[],
    offer(run: Run): void {
      const place = top.findIndex(other => isBefore(run, other));
      if (place < 0 && top.length >= count) return;
      top.splice(place < 0 ? top.length : place, 0, run);
      top.length = Math.min(top.length, count);
    },
  };
}

/**
 * Adds up the rows of a scan, in memory that does not grow with them: a store returns all rows of a user, or of a room, one after the
 * other, if they do not lie on both sides of the end of a segment.
 * @param largeRoom rooms with more connections than that are listed
 */
export function createCensus(largeRoom = Number.POSITIVE_INFINITY) {
  /** Of each segment, the run that goes on; and the first, whose beginning may lie at the end of another segment. */
  const current = new Map<number, Run>();
  const firsts = new Map<number, Run>();
  const largeRooms: { room: string; connections: number }[] = [];
  const rooms = createTop(TOP_ROOMS);
  const users = createTop(TOP_USERS);
  const counted = { connections: 0, users: 0, rooms: 0 };

  function count(run: Run): void {
    const { kind, id: room, connections } = run;
    if (kind === 'connection') {
      counted.users += 1;
      users.offer(run);
    } else {
      counted.rooms += 1;
      rooms.offer(run);
      if (connections > largeRoom) largeRooms.push({ room, connections });
    }
  }

  /** What is left of each segment: its first run and its last, two of which may be one user's or one room's. */
  function countEnds(): void {
    const whole = new Map<string, Run>();
    for (const run of new Set([...firsts.values(), ...current.values()])) {
      const key = `${run.kind} ${run.id}`;
      const known = whole.get(key);
      if (known) known.connections += run.connections;
      else whole.set(key, run);
    }
    for (const run of whole.values()) count(run);
  }

  return {
    add(item: CensusItem, segment: number): void {
      const { kind } = item;
      const id = kind === 'subscription' ? item.room : item.userId;
      if (kind === 'connection') counted.connections += 1;
      const run = current.get(segment);
      if (run?.kind === kind && run.id === id) {
        run.connections += 1;
        return;
      }
      const next = { kind, id, name: kind === 'subscription' ? id : item.name, connections: 1 };
      if (!run) firsts.set(segment, next);
      else if (run !== firsts.get(segment)) count(run);
      current.set(segment, next);
    },

    /**
     * Once everything was added.
     * @param asOf epoch milliseconds
     */
    end(asOf: number): { readonly snapshot: Snapshot; readonly largeRooms: typeof largeRooms } {
      countEnds();
      const topRooms = rooms.top.map(({ id: room, connections }) => ({ room, connections }));
      const topUsers = users.top.map(({ id: userId, name, connections }) => ({ userId, name, connections }));
      return { snapshot: { ...counted, topRooms, topUsers, asOf }, largeRooms };
    },
  };
}
