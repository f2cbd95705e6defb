import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useAnswer } from './use-answer.ts';

export interface PageOf<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined on the last. */
  readonly next?: string | undefined;
}

interface PagesProps<T> {
  readonly ask: (after?: string) => Promise<PageOf<T>>;
  readonly row: (item: T) => ComponentChild;
  /** What to say if there is nothing. */
  readonly none: string;
  readonly after?: string;
}

/** The items of a list, page by page as they are asked for. Give it another `key` to begin anew. */
export function Pages<T>({ ask, row, none, after }: PagesProps<T>) {
  const goesOn = useSignal(false);
  const { value: page, trouble } = useAnswer(() => ask(after), [after]);
  if (trouble !== '') return <li class="error">{trouble}</li>;
  if (!page) return <li class="muted">Looking…</li>;
  return (
    <>
      {page.items.map(row)}
      {after === undefined && page.items.length === 0 && page.next === undefined && (
        <li class="muted">{none}</li>
      )}
      {page.next !== undefined &&
        (goesOn.value ? (
          <Pages ask={ask} row={row} none={none} after={page.next} />
        ) : (
          <li>
            <button
              type="button"
              onClick={() => {
                goesOn.value = true;
              }}
            >
              More
            </button>
          </li>
        ))}
    </>
  );
}
