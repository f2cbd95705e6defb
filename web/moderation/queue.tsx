import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { type PageOf, Pages } from '../ui/pages.tsx';

interface QueueProps<T> {
  readonly ask: (after?: string) => Promise<PageOf<T>>;
  /** What to say if there is nothing. */
  readonly none: string;
  /** Items with the same key go together. */
  readonly keyOf: (item: T) => string;
  /** Deals with an item, which then goes. */
  readonly settle: (item: T) => Promise<unknown>;
  readonly row: (item: T, settle: () => void) => ComponentChild;
}

/** What waits for a decision, each item until there is one. */
export function Queue<T>({ ask, none, keyOf, settle, row }: QueueProps<T>) {
  /** The list may still have them for a moment. */
  const settled = useSignal<ReadonlySet<string>>(new Set());
  const trouble = useSignal('');

  async function run(item: T): Promise<void> {
    trouble.value = '';
    try {
      await settle(item);
      settled.value = new Set([...settled.value, keyOf(item)]);
    } catch (error) {
      trouble.value = error instanceof Error ? error.message : String(error);
    }
  }

  return (
    <>
      <p class="error" role="alert">
        {trouble}
      </p>
      <ul class="reports">
        <Pages
          ask={ask}
          none={none}
          row={item => !settled.value.has(keyOf(item)) && row(item, () => void run(item))}
        />
      </ul>
    </>
  );
}
