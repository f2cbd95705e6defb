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
  /** The server did not let the user in: it is not to be asked for again. */
  forget(room: string): void;
  leave(room: string): void;
  nameOf(userId: string): string | undefined;
  readonly people: readonly { readonly userId: string; readonly name: string }[];
  meet(userId: string, name: string): void;
}

const MOST_NAMES = 500;

export function createMemory(userId: string): Memory {
  const key = `messaging.memory ${userId}`;
  let value: Omit<Kept, 'names'> = { joined: [], left: [] };
  // A user may be called `constructor`: names are looked up in a map, which has nothing of its own.
  let names = new Map<string, string>();
  try {
    const read = kept.safeParse(JSON.parse(localStorage.getItem(key) ?? ''));
    if (read.success) {
      value = read.data;
      names = new Map(Object.entries(read.data.names));
    }
  } catch {
    // Nothing kept yet, or nothing that can be read: begin anew.
  }

  function change(next: Partial<Omit<Kept, 'names'>>): void {
    value = { ...value, ...next };
    try {
      localStorage.setItem(key, JSON.stringify({ ...value, names: Object.fromEntries(names) }));
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
    forget: room => change({ joined: without(value.joined, room) }),
    leave: room =>
      change({ joined: without(value.joined, room), left: [...without(value.left, room), room] }),
    nameOf: id => names.get(id),
    get people() {
      return [...names].map(([id, name]) => ({ userId: id, name }));
    },
    meet(id, name) {
      if (names.get(id) === name) return;
      names = new Map([...names, [id, name] as const].slice(-MOST_NAMES));
      change({});
    },
  };
}
