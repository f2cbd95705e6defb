import type { Chat } from './chat.ts';

/** Where no room is on show. */
export const Welcome = ({ chat, onFind }: { chat: Chat; onFind: () => void }) => (
  <div class="empty">
    <h1>Hello, {chat.me.name}</h1>
    {chat.isReady.value ? (
      <>
        <p class="muted">Choose a room, or open a new one.</p>
        {chat.finds && (
          <button type="button" onClick={onFind}>
            Find {chat.finds}
          </button>
        )}
      </>
    ) : (
      <p class="muted" aria-busy="true">
        Getting your rooms…
      </p>
    )}
  </div>
);
