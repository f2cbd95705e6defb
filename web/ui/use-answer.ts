import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

interface Answer<T> {
  /** Undefined until the first answer. */
  readonly value: T | undefined;
  /** Why the last question was not answered. */
  readonly trouble: string;
}

/**
 * Asks anew whenever one of `inputs` changes. An answer that comes after a later question's is dropped.
 * @param ask undefined while it is too early to ask
 */
export function useAnswer<T>(ask: (() => Promise<T>) | undefined, inputs: readonly unknown[]): Answer<T> {
  const answer = useSignal<Answer<T>>({ value: undefined, trouble: '' });
  useEffect(() => {
    let isLatest = true;
    ask?.().then(
      value => {
        if (isLatest) answer.value = { value, trouble: '' };
      },
      error => {
        const trouble = error instanceof Error ? error.message : String(error);
        if (isLatest) answer.value = { ...answer.value, trouble };
      },
    );
    return () => {
      isLatest = false;
    };
  }, inputs);
  return answer.value;
}
