/**
 * Which entries of the last 10 minutes a container knows, so that a repeat is found without reading the log again. Per
 * room it knows one stretch of the log without a gap; each send's read of the tail lengthens it, so a warm container of
 * a busy room reads nothing beyond the tail.
 */
import { LRUCache } from 'lru-cache';
import {
  type Change,
  type Entry,
  isChange,
  isMessage,
  LIMITS,
  type Message,
  type User,
} from '../../protocol/index.ts';
import type { MessageStore } from '../ports.ts';

/** About 200 bytes each: some 20 MB at the most. */
const KNOWN_ENTRIES = 100_000;

export interface Known {
  /** As `authorOf` has it. */
  readonly userId: string;
  /** Undefined for a change. */
  readonly messageId: string | undefined;
  readonly seq: number;
  readonly ordinal: number;
  /** Of a change: when it was made. */
  readonly sentAt: number;
  /** The same for rates: a time that lies ahead counts as the moment at which this container saw the entry first. */
  readonly countsAt: number;
}

interface Stretch {
  readonly epoch: string;
  /** Ascending, without a gap. */
  known: Known[];
  /** Of two messages with one id, the newer. */
  readonly byId: Map<string, Known>;
  /** Nothing older is in the log. */
  begins: boolean;
}

interface Wanted {
  readonly room: string;
  readonly userId: string;
  readonly messageId: string;
  /** Looks in what is known only; otherwise the whole 10 minutes are read where they are not known. */
  readonly firstTry: boolean;
  readonly now: number;
}

export interface Repeats {
  /** Takes in entries of one epoch that were read or written; ascending and without a gap. Returns the changes that are new. */
  learn(room: string, epoch: string, entries: readonly Entry[], now: number): Change[];
  /** The newest entries that are known, ascending and without a gap. */
  known(room: string, epoch: string): readonly Known[];
  /** All that is known, after it was lengthened to reach back to a time (epoch milliseconds), or to the beginning. */
  reach(messages: MessageStore, room: string, since: number): Promise<readonly Known[]>;
  /** The seq under which the user's messageId is stored, as far as it is known at this moment. */
  lookUp(wanted: Omit<Wanted, 'firstTry'>): number | undefined;
  /** The same, after reading what is not known. */
  find(messages: MessageStore, wanted: Wanted): Promise<number | undefined>;
  /** Whether all of the last 10 minutes are known, so that what was not found was not stored. */
  isWhole(room: string, now: number): boolean;
}

/** Of whom a message counts as: a server that sends in a user's name is not that user. No user id has a colon. */
export const authorOf = ({ userId, server }: User): string => (server ? `server:${userId}` : userId);

const idOf = (userId: string, messageId: string) => `${userId} ${messageId}`;

/** Epoch milliseconds. */
export function changedAt(entry: Exclude<Entry, Message>): number {
  if (entry.type === 'room') return entry.changedAt;
  return entry.type === 'edited' ? entry.editedAt : entry.deletedAt;
}

/** @param now a time that the entry can't be younger than */
function toKnown(entry: Entry, now: number): Known {
  const { seq, ordinal = seq } = entry;
  if (isMessage(entry)) {
    const { from, messageId, sentAt } = entry;
    return { userId: authorOf(from), messageId, seq, ordinal, sentAt, countsAt: Math.min(sentAt, now) };
  }
  const sentAt = changedAt(entry);
  return {
    userId: entry.by.userId,
    messageId: undefined,
    seq,
    ordinal,
    sentAt,
    countsAt: Math.min(sentAt, now),
  };
}

/** @param isNewer than all that is there; an older message does not take the place of a newer one with the same id */
function note(stretch: Stretch, known: Known, isNewer: boolean): void {
  if (known.messageId === undefined) return;
  const id = idOf(known.userId, known.messageId);
  if (isNewer || !stretch.byId.has(id)) stretch.byId.set(id, known);
}

/** Forgets what is older than 10 minutes, but for one entry: it shows that everything younger is known. */
function forget(stretch: Stretch, before: number): void {
  const young = stretch.known.findIndex(({ sentAt }) => sentAt >= before);
  const dropped = stretch.known.splice(0, Math.max(0, (young === -1 ? stretch.known.length : young) - 1));
  for (const known of dropped) {
    const id = idOf(known.userId, known.messageId ?? '');
    // A younger message may have the same id.
    if (stretch.byId.get(id) === known) stretch.byId.delete(id);
  }
  if (dropped.length > 0) stretch.begins = false;
}

export function createRepeats(): Repeats {
  const rooms = new LRUCache<string, Stretch>({
    maxSize: KNOWN_ENTRIES,
    sizeCalculation: stretch => Math.max(1, stretch.known.length),
  });
  /** Sets it anew even where it is there: the cache takes its size at that moment. */
  const keep = (room: string, stretch: Stretch) => rooms.set(room, stretch);

  const reachesBack = (stretch: Stretch | undefined, since: number): boolean =>
    stretch !== undefined && (stretch.begins || (stretch.known[0]?.sentAt ?? since) < since);

  /** Reads one page of what lies before the stretch; false if it reaches back to `since` already. */
  async function lengthen(messages: MessageStore, room: string, since: number): Promise<boolean> {
    const stretch = rooms.get(room);
    const oldest = stretch?.known[0];
    if (!stretch || !oldest || reachesBack(stretch, since)) return false;
    const older = await messages.before(room, oldest.seq, LIMITS.historyPage);
    // Another send of this container may have lengthened it meanwhile: then this page is known.
    if (stretch.known[0] !== oldest) return true;
    const known = older.map(entry => toKnown(entry, oldest.countsAt));
    for (const one of known.toReversed()) note(stretch, one, false);
    stretch.known = [...known, ...stretch.known];
    stretch.begins = older.length === 0 || older[0]?.seq === 1;
    keep(room, stretch);
    return true;
  }

  function lookUp({ room, userId, messageId, now }: Omit<Wanted, 'firstTry'>): number | undefined {
    const found = rooms.get(room)?.byId.get(idOf(userId, messageId));
    return found && found.sentAt >= now - LIMITS.repeatWindowMs ? found.seq : undefined;
  }

  return {
    lookUp,

    known(room, epoch) {
      const stretch = rooms.get(room);
      return stretch?.epoch === epoch ? stretch.known : [];
    },

    learn(room, epoch, entries, now) {
      const [first] = entries;
      const last = entries.at(-1);
      if (!first || !last) return [];
      const changes: Change[] = [];
      const old = rooms.get(room);
      const end = old?.known.at(-1)?.seq ?? 0;
      const stretch: Stretch =
        old?.epoch === epoch && first.seq <= end + 1
          ? old
          : { epoch, known: [], byId: new Map(), begins: first.seq === 1 };
      for (const entry of entries) {
        if (entry.seq <= (stretch.known.at(-1)?.seq ?? 0)) continue;
        const known = toKnown(entry, now);
        stretch.known.push(known);
        note(stretch, known, true);
        if (isChange(entry)) changes.push(entry);
      }
      // A time that lies ahead counts as now: it must not push out what is young.
      const newest = Math.min(stretch.known.at(-1)?.sentAt ?? now, now);
      forget(stretch, newest - LIMITS.repeatWindowMs);
      keep(room, stretch);
      return changes;
    },

    async reach(messages, room, since) {
      while (await lengthen(messages, room, since));
      return rooms.get(room)?.known ?? [];
    },

    async find(messages, { firstTry, ...wanted }) {
      const since = wanted.now - LIMITS.repeatWindowMs;
      for (;;) {
        const seq = lookUp(wanted);
        if (seq !== undefined) return seq;
        if (firstTry || !(await lengthen(messages, wanted.room, since))) return undefined;
      }
    },

    isWhole: (room, now) => reachesBack(rooms.get(room), now - LIMITS.repeatWindowMs),
  };
}
