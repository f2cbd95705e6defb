import { useSignal } from '@preact/signals';
import { MessagingError } from '../../client/messaging-client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import { Chart, Leave, Lock, Plus, Search } from '../ui/icons.tsx';
import type { Chat } from './chat.ts';
import { ConnectionState } from './connection-banner.tsx';
import type { RoomModel } from './room-model.ts';

interface SidebarProps {
  readonly chat: Chat;
  readonly onFind: () => void;
  readonly onNewRoom: () => void;
  readonly onProfile: () => void;
  readonly onConnection: () => void;
  readonly onSignOut: () => void;
}

export function Sidebar({ chat, onFind, onNewRoom, onProfile, onConnection, onSignOut }: SidebarProps) {
  const { me } = chat;
  const rooms = chat.rooms.value;
  return (
    <header class="sidebar">
      <div class="brand">
        <img src="favicon.svg" alt="" width="28" height="28" />
        <strong>Messages</strong>
        {chat.finds && (
          <button type="button" class="icon-button" aria-label={`Find ${chat.finds}`} onClick={onFind}>
            <Search />
          </button>
        )}
        <button type="button" class="icon-button" aria-label="New room or message" onClick={onNewRoom}>
          <Plus />
        </button>
      </div>
      <Invitations chat={chat} />
      <nav aria-label="Rooms">
        <RoomList chat={chat} title="Rooms" rooms={rooms.filter(({ isDirect }) => !isDirect)} />
        <RoomList chat={chat} title="Direct messages" rooms={rooms.filter(({ isDirect }) => isDirect)} />
      </nav>
      <div class="me">
        <Avatar userId={me.userId} name={chat.called(me)} />
        <div>
          <button
            type="button"
            class="own-name"
            title="Your profile"
            aria-haspopup="dialog"
            onClick={onProfile}
          >
            <bdi>{chat.called(me)}</bdi>
          </button>
          <button type="button" class="connection-button" onClick={onConnection} aria-haspopup="dialog">
            <ConnectionState connection={chat.connection} />
          </button>
        </div>
        {me.isAdmin && (
          <a class="icon-button" href="admin" aria-label="Admin console" title="Admin console">
            <Chart />
          </a>
        )}
        <button type="button" class="icon-button" aria-label="Sign out" title="Sign out" onClick={onSignOut}>
          <Leave />
        </button>
      </div>
    </header>
  );
}

function Invitations({ chat }: { chat: Chat }) {
  const error = useSignal('');
  const isBusy = useSignal(false);
  const invitations = chat.invitations.value;

  async function answer(invitation: (typeof invitations)[number], accept: boolean): Promise<void> {
    isBusy.value = true;
    error.value = '';
    await chat.answer(invitation, accept).catch(thrown => {
      error.value = thrown instanceof MessagingError ? thrown.message : String(thrown);
    });
    isBusy.value = false;
  }

  if (invitations.length === 0) return null;
  return (
    <section class="invitations" aria-label="Invitations">
      <h2>Invitations</h2>
      <ul>
        {invitations.map(invitation => (
          <li key={invitation.room}>
            <p>
              <strong>#{invitation.room}</strong>{' '}
              <span class="muted">
                from <bdi>{chat.called(invitation.by)}</bdi>
              </span>
            </p>
            <div>
              <button
                type="button"
                class="primary"
                disabled={isBusy}
                aria-label={`Accept the invitation to ${invitation.room}`}
                onClick={() => void answer(invitation, true)}
              >
                Accept
              </button>
              <button
                type="button"
                disabled={isBusy}
                aria-label={`Decline the invitation to ${invitation.room}`}
                onClick={() => void answer(invitation, false)}
              >
                Decline
              </button>
            </div>
          </li>
        ))}
      </ul>
      <p class="error" role="alert">
        {error}
      </p>
    </section>
  );
}

const RoomList = ({ chat, title, rooms }: { chat: Chat; title: string; rooms: readonly RoomModel[] }) =>
  rooms.length === 0 ? null : (
    <section>
      <h2>{title}</h2>
      <ul>
        {rooms.map(room => (
          <li key={room.name}>
            <RoomLink chat={chat} room={room} />
          </li>
        ))}
      </ul>
    </section>
  );

function RoomLink({ chat, room }: { chat: Chat; room: RoomModel }) {
  const isCurrent = chat.current.value === room;
  const unread = room.reading.unread.value;
  const title = chat.titleOf(room);
  return (
    <a
      href={`#${encodeURIComponent(room.name)}`}
      title={room.isDirect ? chat.nameOf(chat.peerOf(room)) : title}
      class={unread > 0 ? 'unread' : undefined}
      aria-current={isCurrent ? 'page' : undefined}
    >
      {room.isDirect ? (
        <Avatar userId={chat.peerOf(room)} name={title} />
      ) : (
        <span class="room-mark" aria-hidden="true">
          {room.kind.value === 'private' ? <Lock /> : '#'}
        </span>
      )}
      <bdi class="room-name">{title}</bdi>
      {unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span class="visually-hidden">{plural(unread, 'unread message')}</span>
        </span>
      )}
    </a>
  );
}
