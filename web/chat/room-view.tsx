import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Avatar } from '../ui/avatar.tsx';
import { countOf, plural } from '../ui/format.ts';
import { Back, People, Pin } from '../ui/icons.tsx';
import { lazily } from '../ui/lazily.tsx';
import type { Chat } from './chat.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { PeoplePanel } from './people-panel.tsx';
import type { RoomModel } from './room-model.ts';
import { TypingLine } from './typing-line.tsx';
import { isVisible } from './visibility.ts';

const PinnedDialog = lazily(async () => (await import('./pinned-dialog.tsx')).PinnedDialog);

/** Who is in a large or a direct room is told to nobody as it changes, but asked for. */
const PRESENCE_MS = 60_000;

const KINDS = { open: 'Open', public: 'Public', private: 'Private', dm: 'Direct' } as const;

const WIDE = '(min-width: 64rem)';

export function RoomView({ chat, model }: { chat: Chat; model: RoomModel }) {
  const showsPeople = useSignal(matchMedia(WIDE).matches);
  const editing = useSignal<number | undefined>(undefined);
  const asks = model.isDirect || model.presence.more.value > 0;
  const isOnline = chat.connection.state.value.name === 'online';

  useEffect(() => {
    if (!isOnline || !isVisible.value || !asks) return;
    const timer = setInterval(() => void model.presence.refresh().catch(() => {}), PRESENCE_MS);
    return () => clearInterval(timer);
  }, [model, isOnline, isVisible.value, asks]);
  useEffect(() => {
    if (!isOnline || model.isDirect) return;
    chat.request('getRoom', { room: model.name }).then(
      ({ details }) => model.told(details),
      () => {},
    );
  }, [model, isOnline]);
  useEffect(() => (isVisible.value ? model.room.view() : undefined), [model, isVisible.value]);

  return (
    <div class={showsPeople.value ? 'room with-people' : 'room'}>
      <RoomHeader
        chat={chat}
        model={model}
        showsPeople={showsPeople.value}
        onPeople={() => {
          showsPeople.value = !showsPeople.value;
        }}
      />
      <MessageList chat={chat} model={model} editing={editing} />
      <TypingLine chat={chat} presence={model.presence} />
      {model.closed.value ? (
        <p class="closed" role="alert">
          {model.closed.value}{' '}
          <button type="button" onClick={() => chat.leave(model)}>
            Close the room
          </button>
        </p>
      ) : model.isDirect && chat.blocks.has({ userId: chat.peerOf(model) }) ? (
        <Blocked chat={chat} model={model} />
      ) : (
        <Composer
          chat={chat}
          model={model}
          onEditLast={() => {
            const own = model.messages.value.findLast(
              ({ from, deletedAt, text }) =>
                from.userId === chat.me.userId && !from.server && !deletedAt && text,
            );
            editing.value = own?.seq;
          }}
        />
      )}
      {showsPeople.value && (
        <PeoplePanel
          chat={chat}
          model={model}
          onClose={() => {
            showsPeople.value = false;
          }}
        />
      )}
    </div>
  );
}

/** In place of the composer: the server takes no message there, of neither of the two. */
const Blocked = ({ chat, model }: { chat: Chat; model: RoomModel }) => (
  <p class="closed" role="status">
    You have blocked <bdi>{chat.titleOf(model)}</bdi>: neither of you can write here.{' '}
    <button
      type="button"
      onClick={() =>
        chat.blocks.set(chat.peerOf(model), false).catch(error => {
          chat.notice.value = error instanceof Error ? error.message : String(error);
        })
      }
    >
      Unblock
    </button>
  </p>
);

interface RoomHeaderProps {
  readonly chat: Chat;
  readonly model: RoomModel;
  readonly showsPeople: boolean;
  readonly onPeople: () => void;
}

function RoomHeader({ chat, model, showsPeople, onPeople }: RoomHeaderProps) {
  const { present, more } = model.presence;
  const title = chat.titleOf(model);
  const { topic, pinned = [] } = model.details.value ?? {};
  const showsPinned = useSignal(false);
  const here = present.value && present.value.length + more.value;
  const peer = chat.peerOf(model);
  const status = model.isDirect ? chat.profiles.of(peer)?.status : undefined;
  const peerIsHere = present.value?.some(({ userId }) => userId === peer);
  return (
    <header class="room-header">
      <a class="icon-button back" href="#/" aria-label="All rooms">
        <Back />
      </a>
      {model.isDirect && (
        <Avatar userId={peer} name={title} isHere={peerIsHere ?? false} colours={model.colours} />
      )}
      <div>
        <h1>
          {!model.isDirect && <span class="muted">#</span>}
          <bdi>{title}</bdi>
        </h1>
        <p class="muted">
          {model.isDirect && title !== chat.nameOf(peer) && `@${chat.nameOf(peer)} · `}
          {model.isDirect
            ? peerIsHere === undefined
              ? 'Direct message'
              : peerIsHere
                ? 'Online'
                : 'Not connected'
            : `${KINDS[model.kind.value ?? 'open']} room${here === undefined ? '' : ` · ${plural(here, 'person', 'people')} here`}`}
          {status !== undefined && (
            <>
              {' '}
              · <bdi>{status}</bdi>
            </>
          )}
          {topic !== undefined && (
            <span title={topic}>
              {' '}
              · <bdi>{topic}</bdi>
            </span>
          )}
        </p>
      </div>
      {pinned.length > 0 && (
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={() => {
            showsPinned.value = true;
          }}
        >
          <Pin />
          <span class="visually-hidden">Pinned messages: </span>
          {countOf(pinned.length)}
        </button>
      )}
      {showsPinned.value && (
        <PinnedDialog
          chat={chat}
          model={model}
          onClose={() => {
            showsPinned.value = false;
          }}
        />
      )}
      <button type="button" class="people-button" aria-expanded={showsPeople} onClick={onPeople}>
        <People />
        <span class="visually-hidden">People here: </span>
        {here === undefined ? '…' : countOf(here)}
      </button>
    </header>
  );
}
