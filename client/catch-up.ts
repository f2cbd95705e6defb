import type { ResultOf } from '../shared/protocol/index.ts';
import { LIMITS } from '../shared/protocol/limits.ts';
import type { Feed } from './feed.ts';
import type { FieldsOf } from './link.ts';

type Sync = (action: 'sync', fields: FieldsOf<'sync'>) => Promise<ResultOf<'sync'>>;

/**
 * Asks what the rooms have beyond our cursors: the heartbeat, and how direct rooms resume, which nobody joins. Of one that we spoke
 * in and know nothing of, the newest are asked for.
 * `tells`: a recovery is worth an event; `rejoin`: we may not read that room any more, or it had what no push brought, so that
 * the subscription may be gone.
 */
export async function catchUp(
  request: Sync,
  feeds: readonly Feed[],
  tells: boolean,
  rejoin?: (room: string, isMissing: boolean) => void,
): Promise<void> {
  const asked = feeds.flatMap(({ room, cursor, isDoubted }) =>
    cursor || isDoubted ? [{ room, cursor }] : [],
  );
  while (asked.length > 0) {
    const some = asked.splice(0, LIMITS.roomsPerRequest);
    const reply = await request('sync', { rooms: some.map(({ room, cursor }) => ({ room, ...cursor })) });
    for (const result of reply.rooms) {
      const isSame = ({ room }: { room: string }) => room === result.room;
      const feed = feeds.find(isSame);
      const isMissing = result.ok && result.head > (feed?.cursor?.after ?? 0);
      if (result.ok) feed?.resume(result, some.find(isSame)?.cursor, tells);
      if (!result.ok || isMissing) rejoin?.(result.room, isMissing);
    }
  }
}
