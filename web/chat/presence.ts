/** Who is in a room, who types, and how far the others have read. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Room, RoomEvents } from '../../client/messaging-client.ts';

export interface Person {
  readonly userId: string;
  readonly name: string;
}

export interface Presence {
  /** In the order of their names; undefined until known. */
  readonly present: ReadonlySignal<readonly Person[] | undefined>;
  /** More are here than are listed. */
  readonly more: ReadonlySignal<number>;
  readonly typing: ReadonlySignal<readonly Person[]>;
  /** By user: the newest seq read. */
  readonly reads: ReadonlySignal<ReadonlyMap<string, Person & { readonly seq: number }>>;
  /** Asks the server. */
  refresh(): Promise<void>;
  /** The server says who is there, and whether there are more than it lists. */
  here(state: Pick<RoomEvents['present'], 'users' | 'connections' | 'truncated'>): void;
  came(event: RoomEvents['presence']): void;
  typed(event: RoomEvents['typing']): void;
  /** A user who has spoken has stopped typing. */
  spoke(userId: string): void;
  read(event: RoomEvents['read']): void;
}

const byName = (people: readonly Person[]): readonly Person[] =>
  [...people].sort((a, b) => a.name.localeCompare(b.name) || (a.userId < b.userId ? -1 : 1));

const without = (people: readonly Person[], userId: string) =>
  people.filter(person => person.userId !== userId);

/** @param self who is there without being told so: the user, in a room that was joined */
export function createPresence(
  room: Room,
  self: Person | undefined,
  meet: (person: Person) => void,
): Presence {
  const present = signal<readonly Person[] | undefined>(undefined);
  const more = signal(0);
  const typing = signal<readonly Person[]>([]);
  const reads = signal<ReadonlyMap<string, Person & { readonly seq: number }>>(new Map());

  function here({
    users,
    connections,
    truncated,
  }: Pick<RoomEvents['present'], 'users' | 'connections' | 'truncated'>): void {
    users.forEach(meet);
    const others = users.filter(({ userId }) => userId !== self?.userId);
    present.value = byName([...(self ? [self] : []), ...others]);
    more.value = truncated ? Math.max(0, connections - users.length) : 0;
  }

  return {
    present,
    more,
    typing,
    reads,

    async refresh() {
      here(await room.presence());
    },

    here,

    came({ event, user }) {
      if (event === 'leave') typing.value = without(typing.value, user.userId);
      else meet(user);
      if (!present.value) return;
      const others = without(present.value, user.userId);
      present.value = event === 'join' ? byName([...others, user]) : others;
    },

    typed({ user, typing: isTyping }) {
      const others = without(typing.value, user.userId);
      typing.value = isTyping ? [...others, user] : others;
    },

    spoke(userId) {
      if (typing.value.some(person => person.userId === userId)) typing.value = without(typing.value, userId);
    },

    read({ user, seq }) {
      const before = reads.value.get(user.userId)?.seq ?? 0;
      reads.value = new Map(reads.value).set(user.userId, { ...user, seq: Math.max(seq, before) });
    },
  };
}
