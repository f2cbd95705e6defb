/** How far the user has read a room. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Message } from '../../client/messaging-client.ts';

/** A place in the log, and how many messages there are up to it: edits and deletes have a seq, but are nothing to read. */
interface Place {
  readonly seq: number;
  readonly ordinal?: number | undefined;
}

export interface Reading {
  /** The newest seq known of. */
  readonly head: ReadonlySignal<number>;
  readonly readSeq: ReadonlySignal<number>;
  /** In messages. */
  readonly unread: ReadonlySignal<number>;
  /** Something is in the log. */
  came(place: Place): void;
  /** As the server, or another tab of the user's, has it. */
  known(seq: number): void;
  /** What the server's list said: so many messages were unread when its log ended there. */
  listed(head: number, unread: number): void;
  /** Everything there is has been seen. */
  seen(): void;
}

const ordinalOf = ({ seq, ordinal = seq }: Place): number => ordinal;

/** @param messages those that the page has, ascending */
export function createReading(
  messages: ReadonlySignal<readonly Message[]>,
  mark: (seq: number) => void,
): Reading {
  const newest = signal<Place>({ seq: 0 });
  const readSeq = signal(0);
  const list = signal({ head: 0, unread: 0 });

  /** Undefined where the page does not go back so far. */
  function messagesUpTo(seq: number): number | undefined {
    const last = messages.value.findLast(message => message.seq <= seq);
    return last && ordinalOf(last);
  }

  const unread = computed(() => {
    // Until the messages come, the list has it.
    if (newest.value.seq === 0) return list.value.head > readSeq.value ? list.value.unread : 0;
    if (newest.value.seq <= readSeq.value) return 0;
    const all = ordinalOf(newest.value);
    const read = messagesUpTo(readSeq.value);
    if (read !== undefined) return Math.max(0, all - read);
    const listed = messagesUpTo(list.value.head) ?? all;
    return Math.max(messages.value.length, list.value.unread + Math.max(0, all - listed));
  });

  return {
    head: computed(() => newest.value.seq),
    readSeq,
    unread,
    came(place) {
      if (place.seq > newest.value.seq) newest.value = place;
    },
    known(seq) {
      readSeq.value = Math.max(readSeq.value, seq);
    },
    listed(upTo, count) {
      list.value = { head: upTo, unread: count };
    },
    seen() {
      if (unread.value === 0 || newest.value.seq === 0) return;
      readSeq.value = newest.value.seq;
      mark(readSeq.value);
    },
  };
}
