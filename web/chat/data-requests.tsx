import { useSignal } from '@preact/signals';
import { MessagingError } from '../../client/messaging-client.ts';
import type { Chat } from './chat.ts';

const reasonOf = (error: unknown): string => {
  if (error instanceof MessagingError && error.code === 'RATE_LIMITED')
    return 'You asked for this within the last day.';
  return error instanceof Error ? error.message : String(error);
};

/** Asks for a copy of what is the user's own, or for its erasure. */
export function DataRequests({ chat }: { chat: Chat }) {
  const result = useSignal('');
  const trouble = useSignal('');

  async function ask(what: 'export' | 'erasure'): Promise<void> {
    result.value = trouble.value = '';
    try {
      await chat.request('requestMyData', { what });
      result.value = 'You have asked for it. An administrator decides.';
    } catch (error) {
      trouble.value = reasonOf(error);
    }
  }

  return (
    <details class="finding">
      <summary>Your data</summary>
      <button type="button" onClick={() => void ask('export')}>
        Ask for a copy of all that is yours
      </button>
      <button type="button" class="danger" onClick={() => void ask('erasure')}>
        Ask for its erasure
      </button>
      <p role="status">{result}</p>
      <p class="error" role="alert">
        {trouble}
      </p>
    </details>
  );
}
