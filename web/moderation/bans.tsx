import { useSignal } from '@preact/signals';
import type { MessagingClient } from '../../client/messaging-client.ts';
import type { ResultOf } from '../../shared/protocol/index.ts';
import { namesOf } from '../names.ts';
import { untilOf } from '../ui/format.ts';
import { Pages } from '../ui/pages.tsx';

type Ban = ResultOf<'listBans'>['bans'][number] & { readonly name: string };

/** Who is kept out of a room, and the way back in. */
export function Bans({ request, room }: { request: MessagingClient['request']; room: string }) {
  /** The list may still have them for a moment. */
  const released = useSignal<ReadonlySet<string>>(new Set());
  const trouble = useSignal('');

  async function ask(after?: string) {
    const { bans, next } = await request('listBans', { room, after });
    const names = await namesOf(
      { request },
      bans.map(({ userId }) => userId),
    );
    return { items: bans.map(ban => ({ ...ban, name: names.get(ban.userId) ?? ban.userId })), next };
  }

  async function release({ userId }: Ban): Promise<void> {
    trouble.value = '';
    try {
      await request('unban', { room, userId });
      released.value = new Set([...released.value, userId]);
    } catch (error) {
      trouble.value = error instanceof Error ? error.message : String(error);
    }
  }

  return (
    <>
      <p class="error" role="alert">
        {trouble}
      </p>
      <ul class="reports">
        <Pages
          ask={ask}
          none="Nobody is banned."
          row={ban =>
            !released.value.has(ban.userId) && (
              <li key={ban.userId} data-ban={ban.name}>
                <p>
                  <strong>{ban.name}</strong> {untilOf(ban.until)}
                </p>
                <p class="muted small">
                  By {ban.by.name}
                  {ban.reason !== undefined && `: ${ban.reason}`}
                </p>
                <button
                  type="button"
                  aria-label={`Let ${ban.name} in again`}
                  onClick={() => void release(ban)}
                >
                  Let in again
                </button>
              </li>
            )
          }
        />
      </ul>
    </>
  );
}
