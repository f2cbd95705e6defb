import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Each look is a request. */
const TYPING_MS = 250;

/** What is typed, once it has not changed for a moment. */
export function useSettled(words: string): string {
  const settled = useSignal(words);
  useEffect(() => {
    const timer = setTimeout(() => {
      settled.value = words;
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return settled.value;
}
