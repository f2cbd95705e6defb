import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { countOf } from '../ui/format.ts';
import { Pages } from '../ui/pages.tsx';
import { useSettled } from '../ui/use-settled.ts';
import type { Chat } from './chat.ts';
import { type FoundPerson, type FoundRoom, findPeople, findRooms, LEAST_LETTERS } from './directory.ts';

/** Public rooms and people that one has not met, as far as the deployment shows them. */
export function FindDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const typed = useSignal('');
  const words = useSettled(typed.value.trim());
  const trouble = useSignal('');

  function go(work: Promise<void>): void {
    work.then(onClose, (error: unknown) => {
      trouble.value = error instanceof Error ? error.message : String(error);
    });
  }

  return (
    <Dialog title={`Find ${chat.finds}`} onClose={onClose}>
      <label>
        How the name begins
        <input
          ref={field}
          type="search"
          autocomplete="off"
          autocapitalize="none"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
      <p class="error" role="alert">
        {trouble}
      </p>
      {chat.directories.rooms && (
        <section class="finding" aria-label="Public rooms">
          <h3>Public rooms</h3>
          <ul>
            <Pages
              key={words}
              ask={after => findRooms(chat, words, after)}
              none={words === '' ? 'There is no public room yet.' : 'No public room begins so.'}
              row={room => (
                <RoomRow
                  key={room.room}
                  room={room}
                  isKnown={chat.rooms.value.some(({ name }) => name === room.room)}
                  onGo={() => go(chat.open(room.room))}
                />
              )}
            />
          </ul>
        </section>
      )}
      {chat.directories.people && (
        <section class="finding" aria-label="People">
          <h3>People</h3>
          {[...words].length < LEAST_LETTERS ? (
            <p class="muted">Type the first two letters of a user name.</p>
          ) : (
            <ul class="people">
              <Pages
                key={words}
                ask={after => findPeople(chat, words, after)}
                none="Nobody’s user name begins so."
                row={person => (
                  <PersonRow
                    key={person.userId}
                    person={person}
                    onGo={() => go(chat.openDirect(person.userId))}
                  />
                )}
              />
            </ul>
          )}
        </section>
      )}
    </Dialog>
  );
}

function RoomRow({
  room: { room, name, topic, connections, approximate },
  isKnown,
  onGo,
}: {
  room: FoundRoom;
  isKnown: boolean;
  onGo: () => void;
}) {
  return (
    <li class="found-room" data-room={room}>
      <p>
        <strong>#{room}</strong> {name !== undefined && name !== room && <bdi>{name}</bdi>}{' '}
        <small class="muted">
          {approximate && 'about '}
          {countOf(connections)} here
        </small>
      </p>
      <button type="button" aria-label={`${isKnown ? 'Open' : 'Join'} ${room}`} onClick={onGo}>
        {isKnown ? 'Open' : 'Join'}
      </button>
      {topic !== undefined && (
        <p class="muted topic" dir="auto">
          {topic}
        </p>
      )}
    </li>
  );
}

function PersonRow({ person, onGo }: { person: FoundPerson; onGo: () => void }) {
  const { userId, name = userId, displayName = name, status } = person;
  return (
    <li data-person={name}>
      <button type="button" title={`Write to ${displayName}`} onClick={onGo}>
        <Avatar userId={userId} name={displayName} />
        <span class="who">
          <bdi>{displayName}</bdi> {displayName !== name && <small class="muted">@{name}</small>}
          {status !== undefined && (
            <small class="muted status" dir="auto">
              {status}
            </small>
          )}
        </span>
      </button>
    </li>
  );
}
