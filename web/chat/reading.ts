/** How far the user has read a room. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';

export interface Reading {
  /** The newest seq known of. */
  readonly head: Signal<number>;
  readonly readSeq: ReadonlySignal<number>;
  readonly unread: ReadonlySignal<number>;
  /** As the server, or another tab of the user's, has it. */
  known(seq: number): void;
  /** Everything there is has been seen. */
  seen(): void;
}

/** A read mark costs a request: a busy room is marked once in this time. */
const MARK_MS = 1_500;

export function createReading(mark: (seq: number) => Promise<unknown>): Reading {
  const head = signal(0);
  const readSeq = signal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let markedAt = 0;

  function tell(): void {
    timer = undefined;
    markedAt = Date.now();
    // Lost, it is made good by the next one.
    mark(readSeq.value).catch(() => {});
  }

  return {
    head,
    readSeq,
    unread: computed(() => Math.max(0, head.value - readSeq.value)),
    known(seq) {
      readSeq.value = Math.max(readSeq.value, seq);
    },
    seen() {
      if (head.value <= readSeq.value) return;
      readSeq.value = head.value;
      if (!timer) timer = setTimeout(tell, Math.max(0, markedAt + MARK_MS - Date.now()));
    },
  };
}
