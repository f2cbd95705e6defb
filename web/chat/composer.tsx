import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { tabStorage } from '../tab-storage.ts';
import { Send } from '../ui/icons.tsx';
import type { Chat } from './chat.ts';
import { commandIn, runCommand } from './commands.ts';
import { isComposing } from './composing.ts';
import type { RoomModel } from './room-model.ts';

interface ComposerProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  /** Arrow up in the empty field. */
  readonly onEditLast: () => void;
}

/** The protocol's 16,384 bytes, whatever the characters. */
const MOST_BYTES = 16_384;
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

export function Composer({ chat, model, onEditLast }: ComposerProps) {
  // What is half-written stays with its room, and with its user.
  const draft = `messaging.draft ${chat.me.userId} ${model.name}`;
  const text = useSignal(tabStorage.get(draft) ?? '');
  /** What came of a command. */
  const answer = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const over = bytesOf(text.value) - MOST_BYTES;
  const title = chat.titleOf(model);

  // A touch keyboard would cover what one came to read.
  useLayoutEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus();
  }, []);

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [text.value]);

  function write(next: string): void {
    text.value = next;
    if (next === '') tabStorage.remove(draft);
    else tabStorage.set(draft, next);
    model.room.typing(next.trim() !== '');
  }

  function send(): void {
    const trimmed = text.value.trim();
    if (trimmed === '' || over > 0) return;
    const command = commandIn(trimmed);
    if (command) void run(command, trimmed);
    else model.outgoing.send(trimmed.replace(/^\/\//, '/'));
    write('');
    field.current?.focus();
  }

  async function run(command: NonNullable<ReturnType<typeof commandIn>>, typed: string): Promise<void> {
    answer.value = '';
    try {
      answer.value = (await runCommand(chat, model, command)) ?? '';
    } catch (error) {
      answer.value = error instanceof Error ? error.message : String(error);
      if (text.value === '') write(typed);
    }
  }

  function key(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
    if (event.key === 'ArrowUp' && text.value === '') {
      event.preventDefault();
      onEditLast();
    }
  }

  return (
    <form
      class="composer"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={text.value}
        placeholder={`Message ${model.isDirect ? title : `#${title}`}`}
        aria-label={`Message to ${title}`}
        aria-describedby="composer-help"
        onInput={({ currentTarget }) => {
          answer.value = '';
          write(currentTarget.value);
        }}
        onKeyDown={key}
      />
      <button type="submit" class="send" aria-label="Send" disabled={text.value.trim() === '' || over > 0}>
        <Send />
      </button>
      <p class="answer" role="status">
        {answer}
      </p>
      <p id="composer-help" class={over > 0 ? 'error' : 'visually-hidden'}>
        {over > 0
          ? `Too long by ${over} bytes.`
          : 'Enter sends, Shift and Enter begins a new line, Arrow up edits your last message.'}
      </p>
    </form>
  );
}
