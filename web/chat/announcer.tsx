import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from './chat.ts';
import type { RoomModel } from './room-model.ts';

/** Reads out what others write while the room is on show; not what is only scrolled to. */
export function Announcer({ chat, model }: { chat: Chat; model: RoomModel }) {
  const words = useSignal('');
  const said = useRef(model.reading.head.value);
  const newest = model.messages.value.at(-1);
  useEffect(() => {
    if (!newest || newest.seq <= said.current) return;
    said.current = newest.seq;
    if (newest.from.server || newest.from.userId !== chat.me.userId)
      words.value = `${chat.called(newest.from)}: ${newest.text ?? 'data'}`;
  }, [newest]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {words}
    </p>
  );
}
