/** What this browser remembers for one user, apart from the server: rooms joined that have nothing read in them yet, rooms left, and names. */
import * as z from 'zod/mini';

const kept = z.object({
  joined: z.array(z.string()),
  left: z.array(z.string()),
  names: z.record(z.string(), z.string()),
});
type Kept = z.infer<typeof kept>;

export interface Memory {
  readonly joined: readonly string[];
  hasLeft(room: string): boolean;
  join(room: string): void;
  leave(room: string): void;
  nameOf(userId: string): string | undefined;
  readonly people: readonly { readonly userId: string; readonly name: string }[];
  meet(userId: string, name: string): void;
}

const MOST_NAMES = 500;

export function createMemory(userId: string): Memory {
  const key = `messaging.memory ${userId}`;
  let value: Kept = { joined: [], left: [], names: {} };
  try {
    const read = kept.safeParse(JSON.parse(localStorage.getItem(key) ?? ''));
    if (read.success) value = read.data;
  } catch {
    // Nothing kept yet, or nothing that can be read: begin anew.
  }

  function change(next: Partial<Kept>): void {
    value = { ...value, ...next };
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden: it is only forgotten with the tab.
    }
  }

  const without = (rooms: readonly string[], room: string) => rooms.filter(other => other !== room);
  return {
    get joined() {
      return value.joined;
    },
    hasLeft: room => value.left.includes(room),
    join: room => change({ joined: [...without(value.joined, room), room], left: without(value.left, room) }),
    leave: room =>
      change({ joined: without(value.joined, room), left: [...without(value.left, room), room] }),
    nameOf: id => value.names[id],
    get people() {
      return Object.entries(value.names).map(([id, name]) => ({ userId: id, name }));
    },
    meet(id, name) {
      if (value.names[id] === name) return;
      const names = Object.entries({ ...value.names, [id]: name }).slice(-MOST_NAMES);
      change({ names: Object.fromEntries(names) });
    },
  };
}
