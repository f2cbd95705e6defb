import { Queue } from '../moderation/queue.tsx';
import type { Chat } from './chat.ts';
import { Who } from './who.tsx';

/** Whom the user has blocked, and the way back. */
export function BlockedList({ chat }: { chat: Chat }) {
  async function ask(after?: string) {
    const { users, next } = await chat.request('listBlocked', { after });
    return { items: users, next };
  }

  return (
    <Queue
      ask={ask}
      none="You have blocked nobody."
      keyOf={({ userId }) => userId}
      settle={({ userId }) => chat.blocks.set(userId, false)}
      row={({ userId }, unblock) => {
        const person = { userId, name: chat.nameOf(userId) };
        return (
          <li key={userId} data-blocked={person.name}>
            <Who chat={chat} person={person} />
            <button type="button" aria-label={`Unblock ${chat.called(person)}`} onClick={unblock}>
              Unblock
            </button>
          </li>
        );
      }}
    />
  );
}
