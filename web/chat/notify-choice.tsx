import { useSignal } from '@preact/signals';
import type { Chat } from './chat.ts';
import { LEVELS, type Level } from './notify.ts';
import type { RoomModel } from './room-model.ts';

const NAMES: Readonly<Record<Level, string>> = {
  none: 'Nothing',
  mentions: 'Mentions of me',
  all: 'Everything',
};

export function NotifyChoice({ chat, model }: { chat: Chat; model: RoomModel }) {
  const trouble = useSignal('');
  return (
    <label class="notify">
      Notify me of
      <select
        value={chat.notifications.levelOf(model.name)}
        onChange={async ({ currentTarget }) => {
          const level = LEVELS.find(one => one === currentTarget.value);
          const isAllowed = level && (await chat.notifications.choose(model.name, level));
          trouble.value = isAllowed ? '' : 'The browser does not let this page show notifications.';
          if (!isAllowed) currentTarget.value = chat.notifications.levelOf(model.name);
        }}
      >
        {LEVELS.map(level => (
          <option key={level} value={level}>
            {NAMES[level]}
          </option>
        ))}
      </select>
      <small class="muted" role="status">
        {trouble}
      </small>
    </label>
  );
}
