/**
 * Which messages of the last 10 minutes a container knows, so that a repeat is found without reading the log again. Per
 * room it knows one stretch of the log without a gap; each send's read of the tail lengthens it, so a warm container of
 * a busy room reads nothing beyond the tail.
 */
import { LRUCache } from 'lru-cache';
import { LIMITS, type Message } from '../../protocol/index.ts';
import type { MessageStore } from '../ports.ts';

/** About 200 bytes each: some 20 MB at the most. */
const KNOWN_MESSAGES = 100_000;

export interface Known {
  readonly userId: string;
  readonly messageId: string;
  readonly seq: number;
  readonly sentAt: number;
}

interface Stretch {
  readonly epoch: string;
  /** Ascending, without a gap. */
  known: Known[];
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
  /** Takes in messages of one epoch that were read or written; ascending and without a gap. */
  learn(room: string, epoch: string, messages: readonly Message[]): void;
  /** The newest messages that are known, ascending and without a gap. */
  known(room: string, epoch: string): readonly Known[];
  /** All that is known, after it was lengthened to reach back to a time (epoch milliseconds), or to the beginning. */
  reach(messages: MessageStore, room: string, since: number): Promise<readonly Known[]>;
  /** The seq under which the user's messageId is stored already. */
  find(messages: MessageStore, wanted: Wanted): Promise<number | undefined>;
}

const idOf = (userId: string, messageId: string) => `${userId} ${messageId}`;
const toKnown = ({ from, messageId, seq, sentAt }: Message): Known => ({
  userId: from.userId,
  messageId,
  seq,
  sentAt,
});

/** Forgets what is older than 10 minutes, but for one message: it shows that everything younger is known. */
function forget(stretch: Stretch, before: number): void {
  const young = stretch.known.findIndex(({ sentAt }) => sentAt >= before);
  const dropped = stretch.known.splice(0, Math.max(0, (young === -1 ? stretch.known.length : young) - 1));
  for (const { userId, messageId } of dropped) stretch.byId.delete(idOf(userId, messageId));
  if (dropped.length > 0) stretch.begins = false;
}

export function createRepeats(): Repeats {
  const rooms = new LRUCache<string, Stretch>({
    maxSize: KNOWN_MESSAGES,
    sizeCalculation: stretch => Math.max(1, stretch.known.length),
  });
  /** Sets it anew even where it is there: the cache takes its size at that moment. */
  const keep = (room: string, stretch: Stretch) => rooms.set(room, stretch);

  /** Reads one page of what lies before the stretch; false where it reaches back to `since` already. */
  async function lengthen(messages: MessageStore, room: string, since: number): Promise<boolean> {
    const stretch = rooms.get(room);
    const oldest = stretch?.known[0];
    if (!stretch || !oldest || stretch.begins || oldest.sentAt < since) return false;
    const older = await messages.before(room, oldest.seq, LIMITS.historyPage);
    // Another send of this container may have lengthened it meanwhile: then this page is known.
    if (stretch.known[0] !== oldest) return true;
    const known = older.map(toKnown);
    for (const one of known) stretch.byId.set(idOf(one.userId, one.messageId), one);
    stretch.known = [...known, ...stretch.known];
    stretch.begins = older.length === 0 || older[0]?.seq === 1;
    keep(room, stretch);
    return true;
  }

  return {
    known(room, epoch) {
      const stretch = rooms.get(room);
      return stretch?.epoch === epoch ? stretch.known : [];
    },

    learn(room, epoch, messages) {
      const [first] = messages;
      const last = messages.at(-1);
      if (!first || !last) return;
      const old = rooms.get(room);
      const end = old?.known.at(-1)?.seq ?? 0;
      const stretch: Stretch =
        old?.epoch === epoch && first.seq <= end + 1
          ? old
          : { epoch, known: [], byId: new Map(), begins: first.seq === 1 };
      for (const message of messages) {
        if (message.seq <= (stretch.known.at(-1)?.seq ?? 0)) continue;
        const known = toKnown(message);
        stretch.known.push(known);
        stretch.byId.set(idOf(known.userId, known.messageId), known);
      }
      forget(stretch, last.sentAt - LIMITS.repeatWindowMs);
      keep(room, stretch);
    },

    async reach(messages, room, since) {
      while (await lengthen(messages, room, since));
      return rooms.get(room)?.known ?? [];
    },

    async find(messages, { room, userId, messageId, firstTry, now }) {
      const since = now - LIMITS.repeatWindowMs;
      const id = idOf(userId, messageId);
      for (;;) {
        const found = rooms.get(room)?.byId.get(id);
        if (found && found.sentAt >= since) return found.seq;
        if (firstTry || !(await lengthen(messages, room, since))) return undefined;
      }
    },
  };
}
