/** Pages of a user's lists. A cursor is the room that a page ended with, in a form that invites nobody to make one up. */
import { LIMITS, ProtocolError, room as roomId } from '../../protocol/index.ts';

const cursorAt = (room: string): string => Buffer.from(room).toString('base64url');

function roomAt(cursor: string): string {
  const room = roomId.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!room.success || cursorAt(room.data) !== cursor)
    throw new ProtocolError('BAD_REQUEST', 'This cursor is none that a page ended with.', {
      issues: [{ path: 'after', message: 'is not the `next` of a page' }],
    });
  return room.data;
}

interface Listed {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** What a request for a page asks of the store. */
export const listingOf = ({ after, limit = LIMITS.listPage }: Listed) => ({
  after: after === undefined ? undefined : roomAt(after),
  limit,
});

/** What a reply says of the next page. */
export const nextOf = (room: string | undefined): { next?: string } =>
  room === undefined ? {} : { next: cursorAt(room) };
