import type { Chat } from './chat.ts';
import type { Presence } from './presence.ts';

export function TypingLine({ chat, presence }: { chat: Chat; presence: Presence }) {
  const [first, second, third] = presence.typing.value.map(person => (
    <bdi key={person.userId}>{chat.called(person)}</bdi>
  ));
  return (
    <p class="typing" aria-live="polite">
      {first && !second && <>{first} is typing…</>}
      {first && second && !third && (
        <>
          {first} and {second} are typing…
        </>
      )}
      {third && (
        <>
          {first}, {second} and others are typing…
        </>
      )}
    </p>
  );
}
