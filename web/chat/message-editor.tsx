import { useLayoutEffect, useRef } from 'preact/hooks';
import { isComposing } from './composing.ts';

interface MessageEditorProps {
  readonly text: string;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

export function MessageEditor({ text, onSave, onCancel }: MessageEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  // Before it is seen: what is typed at once goes in here, and the caret does not jump afterwards.
  useLayoutEffect(() => {
    const area = field.current;
    area?.focus();
    area?.setSelectionRange(text.length, text.length);
    // On a phone the keyboard takes half of the page.
    area?.closest('form')?.scrollIntoView({ block: 'nearest' });
    // Focus goes back to the field for the next message.
    return () => document.querySelector<HTMLElement>('.composer textarea')?.focus();
  }, []);

  function save(): void {
    const next = field.current?.value.trim() ?? '';
    if (next === '' || next === text) onCancel();
    else onSave(next);
  }

  return (
    <form
      class="editor"
      onSubmit={event => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={field}
        rows={2}
        dir="auto"
        defaultValue={text}
        aria-label="Edit your message"
        onKeyDown={event => {
          if (isComposing(event)) return;
          if (event.key === 'Escape') onCancel();
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            save();
          }
        }}
      />
      <div>
        <button type="submit" class="primary">
          Save
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
