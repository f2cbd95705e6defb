import pMap from 'p-map';
import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { MessageStore, RoomStore, Sender } from '../ports.ts';
import type { Rates } from '../rates.ts';
import { listingOf, nextOf } from './cursor.ts';
import { asRoomRole } from './rank.ts';

interface ListDeps {
  readonly messages: MessageStore;
  readonly rooms: RoomStore;
  readonly rates: Rates;
}

/**
 * The rooms a user is a member of, or has read in, a page at a time. What is unread is counted from the log's head: nothing
 * is kept for it. A mark of another epoch of the log counts as none.
 */
export async function listRooms(
  deps: ListDeps,
  { userId }: Sender,
  request: RequestOf<'listRooms'>,
): Promise<ResultOf<'listRooms'>> {
  deps.rates.take(userId, 'read');
  const { items, next } = await deps.rooms.ofUser(userId, listingOf(request));
  const rooms = await pMap(
    items,
    async ({ room, role, mark }) => {
      const { kind, head, ordinal, epoch } = await deps.messages.head(room);
      // A mark that outlived its membership must not tell that the private room is still there.
      if (kind === 'deleted' || (kind === 'private' && !role)) return [];
      const read = mark?.epoch === epoch ? mark : undefined;
      const unread = Math.max(0, ordinal - (read?.ordinal ?? 0));
      return [{ room, kind, ...asRoomRole(role ?? 'member'), head, readSeq: read?.seq ?? 0, unread }];
    },
    { concurrency: 20 },
  );
  return { rooms: rooms.flat(), ...nextOf(next) };
}
