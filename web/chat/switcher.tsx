import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Avatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useAnswer } from '../ui/use-answer.ts';
import { useSettled } from '../ui/use-settled.ts';
import type { Chat } from './chat.ts';
import { isComposing } from './composing.ts';
import { findPeople, findRooms, LEAST_LETTERS } from './directory.ts';
import type { Person } from './presence.ts';

interface Place {
  readonly key: string;
  readonly title: string;
  /** How it is found. */
  readonly words: string;
  /** Of a person. */
  readonly userId?: string;
  readonly go: () => Promise<void>;
}

const MOST = 8;

/** Rooms first, then people without a conversation yet, then what the directories found; what begins with the words before what only has them. */
function placesOf(chat: Chat, words: string, found: readonly Place[]): readonly Place[] {
  const rooms = chat.rooms.value.map(room => ({
    key: room.name,
    title: chat.titleOf(room),
    words: room.isDirect ? `${chat.titleOf(room)} ${chat.nameOf(chat.peerOf(room))}` : room.name,
    ...(room.isDirect && { userId: chat.peerOf(room) }),
    go: () => chat.open(room.name),
  }));
  const met = new Set(rooms.map(({ userId }) => userId));
  const people = chat.memory.people.value
    .filter(({ userId }) => userId !== chat.me.userId && !met.has(userId))
    .map(person => personPlace(chat, person));
  const known = new Set([...met, ...[...rooms, ...people].map(({ key }) => key)]);
  const wanted = words.trim().toLowerCase();
  const rank = ({ words }: Place) => words.toLowerCase().indexOf(wanted);
  return [...rooms, ...people, ...found.filter(({ key }) => !known.has(key))]
    .filter(place => rank(place) >= 0)
    .sort((a, b) => Number(rank(a) > 0) - Number(rank(b) > 0))
    .slice(0, MOST);
}

const personPlace = (chat: Chat, person: Person): Place => ({
  key: person.userId,
  title: chat.called(person),
  words: `${chat.called(person)} ${person.name}`,
  userId: person.userId,
  go: () => chat.openDirect(person.userId),
});

/** What one has yet to meet, as far as the deployment shows it. */
async function findPlaces(chat: Chat, words: string): Promise<readonly Place[]> {
  if ([...words].length < LEAST_LETTERS) return [];
  const { directories } = chat;
  const [rooms, people] = await Promise.all([
    directories.rooms ? findRooms(chat, words) : { items: [] },
    directories.people ? findPeople(chat, words) : { items: [] },
  ]);
  return [
    ...rooms.items.map(({ room }) => ({ key: room, title: room, words: room, go: () => chat.open(room) })),
    ...people.items.map(({ userId, name = userId }) => personPlace(chat, { userId, name })),
  ];
}

/** Ctrl or Cmd and K: a room or somebody by a few letters of their name. */
export function Switcher({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const words = useSignal('');
  const at = useSignal(0);
  const settled = useSettled(words.value.trim());
  const { value: found = [] } = useAnswer(() => findPlaces(chat, settled), [settled]);
  const places = placesOf(chat, words.value, found);
  const chosen = Math.min(at.value, places.length - 1);

  function go(place: Place | undefined): void {
    onClose();
    place?.go().catch((error: unknown) => {
      chat.notice.value = `${place.title}: ${error instanceof Error ? error.message : error}`;
    });
  }

  return (
    <Dialog title="Go to" onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault();
          go(places[chosen]);
        }}
      >
        <label>
          Room or person
          <input
            ref={field}
            autocomplete="off"
            autocapitalize="none"
            onInput={({ currentTarget }) => {
              words.value = currentTarget.value;
              at.value = 0;
            }}
            onKeyDown={event => {
              if (isComposing(event)) return;
              const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
              if (!step || places.length === 0) return;
              event.preventDefault();
              at.value = (chosen + step + places.length) % places.length;
            }}
          />
        </label>
        <ul class="places">
          {places.map((place, index) => (
            <li key={place.key}>
              <button
                type="button"
                aria-current={index === chosen ? 'true' : undefined}
                onClick={() => go(place)}
              >
                {place.userId === undefined ? (
                  <span class="room-mark" aria-hidden="true">
                    #
                  </span>
                ) : (
                  <Avatar userId={place.userId} name={place.title} />
                )}
                <bdi>{place.title}</bdi>
              </button>
            </li>
          ))}
        </ul>
        {places.length === 0 && <p class="muted">Nothing of that name here.</p>}
      </form>
    </Dialog>
  );
}
