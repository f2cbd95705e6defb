/** Which of a room's messages stand in the document: so many around the view, however long the room is. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Message } from '../../client/messaging-client.ts';

/** Several screens of one-line messages. */
const SIZE = 150;
/** Small enough that to draw so many more is no long task. */
const STEP = 15;

export interface MessageWindow {
  readonly messages: ReadonlySignal<readonly Message[]>;
  /** The message before the first of them. */
  readonly before: ReadonlySignal<Message | undefined>;
  readonly hasOlder: ReadonlySignal<boolean>;
  readonly hasNewer: ReadonlySignal<boolean>;
  older(): void;
  newer(): void;
  /** Around a message. */
  goTo(seq: number): void;
  /** From now on new messages come in at the end. */
  follow(): void;
  /** New messages no longer push out what is being read. */
  stay(): void;
}

/** @param all those that the page has, ascending */
export function createWindow(all: ReadonlySignal<readonly Message[]>): MessageWindow {
  /** The seq that the last of the window has at the most; undefined if it follows the end of the log. */
  const until = signal<number | undefined>(undefined);
  const end = computed(() => {
    const last = until.value;
    return last === undefined ? all.value.length : all.value.findLastIndex(({ seq }) => seq <= last) + 1;
  });
  const start = computed(() => Math.max(0, end.value - SIZE));
  const hasNewer = computed(() => end.value < all.value.length);

  /** `index` is that of the last message. */
  function endAt(index: number): void {
    until.value = all.value[Math.min(index, all.value.length - 1)]?.seq;
  }

  return {
    messages: computed(() => all.value.slice(start.value, end.value)),
    before: computed(() => all.value[start.value - 1]),
    hasOlder: computed(() => start.value > 0),
    hasNewer,
    older: () => endAt(end.value - 1 - STEP),
    newer: () => endAt(end.value - 1 + STEP),
    goTo(seq) {
      const index = all.value.findIndex(message => message.seq >= seq);
      endAt((index < 0 ? all.value.length : index) + SIZE / 2);
    },
    follow() {
      until.value = undefined;
    },
    stay() {
      until.value ??= all.value[end.value - 1]?.seq;
    },
  };
}
