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
  /** The words of the button to the next page. */
  readonly more?: string;
  /** Asks anew whenever one of these changes. */
  readonly inputs?: readonly unknown[];
}

/** The items of a list, page by page as they are asked for. Give it another `key` to begin anew. */
export function Pages<T>({ after, ...props }: PagesProps<T>) {
  const { ask, row, none, more = 'More', inputs = [] } = props;
  const goesOn = useSignal(false);
  const { value: page, trouble } = useAnswer(() => ask(after), [after, ...inputs]);
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
          <Pages {...props} after={page.next} />
        ) : (
          <li>
            <button
              type="button"
              onClick={() => {
                goesOn.value = true;
              }}
            >
              {more}
            </button>
          </li>
        ))}
    </>
  );
}
