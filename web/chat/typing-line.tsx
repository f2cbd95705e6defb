import type { Chat } from './chat.ts';
import type { Presence } from './presence.ts';

export function TypingLine({ chat, presence }: { chat: Chat; presence: Presence }) {
  const names = presence.typing.value.map(chat.called);
  const [first, second] = names;
  const says =
    names.length === 0
      ? ''
      : names.length === 1
        ? `${first} is typing…`
        : names.length === 2
          ? `${first} and ${second} are typing…`
          : `${first}, ${second} and others are typing…`;
  return (
    <p class="typing" aria-live="polite">
      {says}
    </p>
  );
}
