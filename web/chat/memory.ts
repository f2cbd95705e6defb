/** What this browser remembers for one user, apart from the server: rooms joined that have nothing read in them yet, rooms left, and names. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
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
  readonly people: ReadonlySignal<readonly { readonly userId: string; readonly name: string }[]>;
  meet(userId: string, name: string): void;
}

const MOST_NAMES = 500;

export function createMemory(userId: string): Memory {
  const key = `messaging.memory ${userId}`;
  let value: Omit<Kept, 'names'> = { joined: [], left: [] };
  // A user may be called `constructor`: names are looked up in a map, which has nothing of its own.
  const names = signal<ReadonlyMap<string, string>>(new Map());
  try {
    const read = kept.safeParse(JSON.parse(localStorage.getItem(key) ?? ''));
    if (read.success) {
      value = read.data;
      names.value = new Map(Object.entries(read.data.names));
    }
  } catch {
    // Nothing kept yet, or nothing that can be read: begin anew.
  }

  function change(next: Partial<Omit<Kept, 'names'>>): void {
    value = { ...value, ...next };
    try {
      localStorage.setItem(key, JSON.stringify({ ...value, names: Object.fromEntries(names.value) }));
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
    nameOf: id => names.value.get(id),
    people: computed(() =>
      [...names.value]
        .map(([id, name]) => ({ userId: id, name }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    ),
    meet(id, name) {
      if (names.peek().get(id) === name) return;
      names.value = new Map([...names.peek(), [id, name] as const].slice(-MOST_NAMES));
      change({});
    },
  };
}
