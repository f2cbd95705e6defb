import type { Chat } from './chat.ts';

/** Where no room is on show. */
export const Welcome = ({ chat }: { chat: Chat }) => (
  <div class="empty">
    <h1>Hello, {chat.me.name}</h1>
    {chat.isReady.value ? (
      <p class="muted">Choose a room, or open a new one.</p>
    ) : (
      <p class="muted" aria-busy="true">
        Getting your rooms…
      </p>
    )}
  </div>
);
