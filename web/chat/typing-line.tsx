import type { Presence } from './presence.ts';

export function TypingLine({ presence }: { presence: Presence }) {
  const names = presence.typing.value.map(({ name }) => name);
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
