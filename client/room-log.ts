import type { Message, PushOf } from '../shared/protocol/index.ts';

export type Change = PushOf<'edited'> | PushOf<'deleted'>;

/** Puts what arrives late, twice or out of order into the one order of the room's log. */
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
  take(messages: readonly Message[]): Message[];
  /** True if the changed message was applied already; otherwise the change waits for it. */
  change(change: Change): boolean;
}

/** How far ahead of its turn a message is kept; what lies beyond is fetched when its turn comes. */
const MOST_AHEAD = 1_000;

export function createRoomLog(): RoomLog {
  const ahead = new Map<number, Message>();
  /** Changes to messages whose turn has not come. */
  const changes = new Map<number, Change>();

  const isOurs = (epoch: string) => epoch === (log.epoch ?? epoch);
  /** Until it is known where to begin, every message may be the next. */
  const isNear = (seq: number) =>
    log.epoch ? seq > log.last && seq <= log.last + MOST_AHEAD : ahead.size < MOST_AHEAD;

  function drain(): Message[] {
    const applied: Message[] = [];
    for (let next = ahead.get(log.last + 1); next && log.epoch; next = ahead.get(log.last + 1)) {
      const { seq } = next;
      const change = changes.get(seq);
      applied.push(change ? changed(next, change) : next);
      log.last = seq;
      ahead.delete(seq);
      changes.delete(seq);
    }
    return applied;
  }

  const log = {
    epoch: undefined as string | undefined,
    base: 0,
    last: 0,
    head: 0,

    start(epoch: string, last: number): void {
      if (log.epoch) changes.clear();
      log.epoch = epoch;
      log.base = log.last = log.head = last;
      for (const [seq, message] of ahead) {
        if (message.epoch !== epoch || seq <= last) ahead.delete(seq);
        else log.head = Math.max(log.head, seq);
      }
    },

    take(messages: readonly Message[]): Message[] {
      // What had come too early may have its turn now.
      const applied = drain();
      for (const message of messages.filter(({ epoch }) => isOurs(epoch))) {
        const { seq } = message;
        log.head = Math.max(log.head, seq);
        if (isNear(seq)) ahead.set(seq, message);
        applied.push(...drain());
      }
      return applied;
    },

    change(change: Change): boolean {
      const { epoch, seq } = change;
      const isApplied = log.epoch === epoch && seq <= log.last;
      const known = changes.get(seq);
      if (!isApplied && isOurs(epoch) && isNear(seq) && (!known || timeOf(change) >= timeOf(known)))
        changes.set(seq, change);
      return isApplied;
    },
  };
  return log;
}

/** Changes, too, come late, twice or out of order: the newest counts, and nothing brings back what was deleted. */
const timeOf = (change: Change): number =>
  change.type === 'deleted' ? Number.POSITIVE_INFINITY : change.editedAt;

/** The message as the change leaves it; a deleted one keeps its place, without content. */
export function changed(message: Message, change: Change): Message {
  if (message.deletedAt || (message.editedAt ?? 0) > timeOf(change)) return message;
  const { text: _text, data: _data, ...rest } = message;
  const { type: _type, by: _by, ...fields } = change;
  return { ...rest, ...fields };
}
