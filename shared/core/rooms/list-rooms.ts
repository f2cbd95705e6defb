import pMap from 'p-map';
import type { RequestOf, ResultOf } from '../../protocol/index.ts';
import type { MessageStore, RoomStore, Sender } from '../ports.ts';

const ROOMS = 100;

/** The rooms a user is a member of, or has read in. What is unread is counted from the log's head: nothing is kept for it. */
export async function listRooms(
  deps: { messages: MessageStore; rooms: RoomStore },
  { userId }: Sender,
  _request: RequestOf<'listRooms'>,
): Promise<ResultOf<'listRooms'>> {
  const memberships = await deps.rooms.ofUser(userId, ROOMS);
  const rooms = await pMap(
    memberships,
    async ({ room, role, readSeq }) => {
      const { kind, head } = await deps.messages.head(room);
      // A mark that outlived its membership must not tell that the private room is still there.
      if (kind === 'private' && !role) return [];
      return [{ room, kind, role: role ?? 'member', head, readSeq, unread: Math.max(0, head - readSeq) }];
    },
    { concurrency: 20 },
  );
  return { rooms: rooms.flat() };
}
