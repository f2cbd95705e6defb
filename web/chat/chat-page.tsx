import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { PageProps } from '../start.tsx';
import { plural } from '../ui/format.ts';
import { lazily } from '../ui/lazily.tsx';
import { createChat } from './chat.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { NewRoomDialog } from './new-room-dialog.tsx';
import { RoomView } from './room-view.tsx';
import { Sidebar } from './sidebar.tsx';
import { Switcher } from './switcher.tsx';
import { Welcome } from './welcome.tsx';

const FindDialog = lazily(async () => (await import('./find-dialog.tsx')).FindDialog);
const ProfileDialog = lazily(async () => (await import('./profile-dialog.tsx')).ProfileDialog);

/** A room as the protocol has it, and maybe a message in it; `#/` is no room, and shows them all. */
const PLACE = /^#([\w.:-]{1,128})(?:\/(\d{1,15}))?$/;

function placeInAddress(): { readonly room?: string | undefined; readonly seq?: number | undefined } {
  try {
    const [, room, seq] = PLACE.exec(decodeURIComponent(location.hash)) ?? [];
    return { room, seq: seq === undefined ? undefined : Number(seq) };
  } catch {
    // A stray % is no room either.
    return {};
  }
}

export function ChatPage(props: PageProps) {
  const chat = useMemo(() => createChat(props), []);
  const dialog = useSignal<'connection' | 'find' | 'new-room' | 'profile' | 'switcher' | undefined>(
    undefined,
  );
  const find = () => {
    dialog.value = 'find';
  };
  const close = () => {
    dialog.value = undefined;
  };

  // Apart, and before anything begins: whatever is thrown later, the connection ends with the page.
  useEffect(
    () => () => {
      chat.close();
      document.title = 'Messages';
    },
    [chat],
  );
  useEffect(() => {
    const follow = () => {
      const { room, seq } = placeInAddress();
      chat.show(room, seq);
    };
    addEventListener('hashchange', follow);
    chat.start();
    follow();
    return () => removeEventListener('hashchange', follow);
  }, [chat]);

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      // With Caps Lock it is a K.
      if (event.key.toLowerCase() === 'k' && !event.shiftKey && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        dialog.value = 'switcher';
        return;
      }
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      chat.step(step);
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [chat]);

  const current = chat.current.value;
  const unread = chat.rooms.value.reduce((sum, room) => sum + room.reading.unread.value, 0);
  const invitations = chat.invitations.value.length;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${current ? chat.titleOf(current) : 'Messages'}`;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon) icon.href = unread > 0 ? 'favicon-unread.svg' : 'favicon.svg';
  }, [unread, current]);

  return (
    <div class="app" data-on-show={current ? 'room' : 'rooms'}>
      <Sidebar
        chat={chat}
        onFind={find}
        onNewRoom={() => {
          dialog.value = 'new-room';
        }}
        onProfile={() => {
          dialog.value = 'profile';
        }}
        onConnection={() => {
          dialog.value = 'connection';
        }}
        onSignOut={props.login.signOut}
      />
      <main class="content">
        <ConnectionBanner chat={chat} />
        <NoticeBanner notice={chat.notice} />
        {current ? (
          <RoomView key={current.name} chat={chat} model={current} />
        ) : (
          <Welcome chat={chat} onFind={find} />
        )}
      </main>
      <p class="visually-hidden" role="status">
        {unread > 0 ? plural(unread, 'unread message') : ''}{' '}
        {invitations > 0 ? plural(invitations, 'invitation') : ''}
      </p>
      {dialog.value === 'connection' && <ConnectionDialog connection={chat.connection} onClose={close} />}
      {dialog.value === 'find' && <FindDialog chat={chat} onClose={close} />}
      {dialog.value === 'new-room' && <NewRoomDialog chat={chat} onClose={close} />}
      {dialog.value === 'profile' && <ProfileDialog chat={chat} onClose={close} />}
      {dialog.value === 'switcher' && <Switcher chat={chat} onClose={close} />}
    </div>
  );
}

const NoticeBanner = ({ notice }: { notice: Signal<string> }) => (
  <div class="banner-place" role="status">
    {notice.value && (
      <p class="banner">
        <span>{notice}</span>
        <button
          type="button"
          onClick={() => {
            notice.value = '';
          }}
        >
          Close
        </button>
      </p>
    )}
  </div>
);
