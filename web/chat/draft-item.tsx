import { Clock, Warning } from '../ui/icons.tsx';
import type { Draft, OutgoingModel } from './outgoing.ts';

/** A message that the server has not acknowledged. */
export const DraftItem = ({ draft, outgoing }: { draft: Draft; outgoing: OutgoingModel }) => (
  <li class={`message own draft ${draft.state}`} data-state={draft.state}>
    <div class="bubble">
      <p class="text">{draft.text}</p>
    </div>
    {draft.state === 'sending' ? (
      <p class="delivery">
        <Clock /> Sending… {draft.reason}
      </p>
    ) : (
      <p class="delivery failed" role="alert">
        <Warning /> Not sent: {draft.reason}
        <button type="button" onClick={() => outgoing.retry(draft.messageId)}>
          Try again
        </button>
        <button type="button" onClick={() => outgoing.discard(draft.messageId)}>
          Discard
        </button>
      </p>
    )}
  </li>
);
