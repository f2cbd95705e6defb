import type { MessagingClient } from '../../client/messaging-client.ts';
import { namesOf } from '../names.ts';
import { untilOf } from '../ui/format.ts';
import { Queue } from './queue.tsx';

/** Who is kept out of a room, and the way back in. */
export function Bans({ request, room }: { request: MessagingClient['request']; room: string }) {
  async function ask(after?: string) {
    const { bans, next } = await request('listBans', { room, after });
    const names = await namesOf(
      { request },
      bans.map(({ userId }) => userId),
    );
    return { items: bans.map(ban => ({ ...ban, name: names.get(ban.userId) ?? ban.userId })), next };
  }

  return (
    <Queue
      ask={ask}
      none="Nobody is banned."
      keyOf={({ userId }) => userId}
      settle={({ userId }) => request('unban', { room, userId })}
      row={({ userId, name, until, by, reason }, release) => (
        <li key={userId} data-ban={name}>
          <p>
            <strong>{name}</strong> {untilOf(until)}
          </p>
          <p class="muted small">
            By {by.name}
            {reason !== undefined && `: ${reason}`}
          </p>
          <button type="button" aria-label={`Let ${name} in again`} onClick={release}>
            Let in again
          </button>
        </li>
      )}
    />
  );
}
