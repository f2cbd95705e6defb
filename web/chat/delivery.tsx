import { Tick, Ticks } from '../ui/icons.tsx';
import type { Chat } from './chat.ts';
import type { RoomModel } from './room-model.ts';

/** Whether a message of the user's was stored, and who has read it; said once, under the newest that each has read. */
export function Delivery({ chat, model, seq }: { chat: Chat; model: RoomModel; seq: number }) {
  const readers = [...model.presence.reads.value.values()].filter(reader => reader.seq >= seq);
  const isNewest = model.messages.value.at(-1)?.seq === seq;
  const names = readers.map(chat.called).join(', ');
  const words = readers.length > 0 ? `Read by ${names}` : 'Sent';
  return (
    <p class={`delivery ${isNewest ? '' : 'past'} ${readers.length > 0 ? 'read' : ''}`} title={words}>
      {readers.length > 0 ? <Ticks /> : <Tick />}
      <span class={isNewest ? '' : 'visually-hidden'}>{words}</span>
    </p>
  );
}
