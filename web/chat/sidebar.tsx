import { Avatar } from '../ui/avatar.tsx';
import { plural } from '../ui/format.ts';
import { Chart, Leave, Lock, Plus } from '../ui/icons.tsx';
import type { Chat } from './chat.ts';
import { ConnectionState } from './connection-banner.tsx';
import type { RoomModel } from './room-model.ts';

interface SidebarProps {
  readonly chat: Chat;
  readonly onNewRoom: () => void;
  readonly onConnection: () => void;
  readonly onSignOut: () => void;
}

export function Sidebar({ chat, onNewRoom, onConnection, onSignOut }: SidebarProps) {
  const { me } = chat;
  const rooms = chat.rooms.value;
  return (
    <header class="sidebar">
      <div class="brand">
        <img src="favicon.svg" alt="" width="28" height="28" />
        <strong>Messages</strong>
        <button type="button" class="icon-button" aria-label="New room or message" onClick={onNewRoom}>
          <Plus />
        </button>
      </div>
      <nav aria-label="Rooms">
        <RoomList chat={chat} title="Rooms" rooms={rooms.filter(({ isDirect }) => !isDirect)} />
        <RoomList chat={chat} title="Direct messages" rooms={rooms.filter(({ isDirect }) => isDirect)} />
      </nav>
      <div class="me">
        <Avatar userId={me.userId} name={me.name} />
        <div>
          <strong>{me.name}</strong>
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
      <span class="room-name">{title}</span>
      {unread > 0 && (
        <span class="badge">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span class="visually-hidden">{plural(unread, 'unread message')}</span>
        </span>
      )}
    </a>
  );
}
