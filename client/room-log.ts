import type { Change, Message, ReadEntry } from '../shared/protocol/entries.ts';

/** Puts what arrives late, twice or out of order into the one order of the room's log: messages, and changes of messages. */
export interface RoomLog {
  /** Undefined until it is known where to begin. */
  readonly epoch: string | undefined;
  /** Everything after this… */
  readonly base: number;
  /** …up to here has been applied. */
  readonly last: number;
  /** The newest seq known to be in the log. */
  head: number;
  /** Begins, or begins anew, after `last`. */
  start(epoch: string, last: number): void;
  /** Returns what can be applied now, in order. */
  take(entries: readonly ReadEntry[]): ReadEntry[];
}

/** How far ahead of its turn an entry is kept; what lies beyond is fetched when its turn comes. */
const MOST_AHEAD = 1_000;

export function createRoomLog(): RoomLog {
  const ahead = new Map<number, ReadEntry>();

  /** Until it is known where to begin, every entry may be the next. */
  const isNear = (seq: number) =>
    log.epoch ? seq > log.last && seq <= log.last + MOST_AHEAD : ahead.size < MOST_AHEAD;

  function drain(): ReadEntry[] {
    const applied: ReadEntry[] = [];
    for (let next = ahead.get(log.last + 1); next && log.epoch; next = ahead.get(log.last + 1)) {
      applied.push(next);
      log.last = next.seq;
      ahead.delete(next.seq);
    }
    return applied;
  }

  const log = {
    epoch: undefined as string | undefined,
    base: 0,
    last: 0,
    head: 0,

    start(epoch: string, last: number): void {
      log.epoch = epoch;
      log.base = log.last = log.head = last;
      for (const [seq, entry] of ahead) {
        if (entry.epoch !== epoch || seq <= last) ahead.delete(seq);
        else log.head = Math.max(log.head, seq);
      }
    },

    take(entries: readonly ReadEntry[]): ReadEntry[] {
      // What had come too early may have its turn now.
      const applied = drain();
      for (const entry of entries.filter(({ epoch }) => epoch === (log.epoch ?? epoch))) {
        const { seq } = entry;
        log.head = Math.max(log.head, seq);
        if (isNear(seq)) ahead.set(seq, entry);
        applied.push(...drain());
      }
      return applied;
    },
  };
  return log;
}

/**
 * The message as the change leaves it; a deleted one keeps its place, without content, and nothing brings it back. Changes
 * are to be applied in the order of the log, which alone says which of two edits counts.
 */
export function changed(message: Message, change: Change): Message {
  if (message.deletedAt) return message;
  const { text: _text, data: _data, ...rest } = message;
  if (change.type === 'deleted') return { ...rest, deletedAt: change.deletedAt };
  const { text, data, editedAt } = change;
  return { ...rest, ...(text === undefined ? { data } : { text }), editedAt };
}
