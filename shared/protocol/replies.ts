/** The one reply to a request: `ok` with the fields of its action, or `error` with a code of the closed set. */
import * as z from 'zod/mini';
import { errorCode, issue } from './errors.ts';
import { cursor, epoch, messageId, room, sentAt, seq } from './fields.ts';
import { message } from './pushes.ts';

const ok = <A extends string, S extends z.core.$ZodLooseShape>(action: A, shape: S) =>
  z.object({ type: z.literal('ok'), id: z.optional(z.string()), action: z.literal(action), ...shape });

const page = {
  room,
  epoch,
  /** The newest seq of the log. */
  head: cursor,
  /** Ascending, without a gap. */
  messages: z.array(message),
  /** Whether the log has more than fitted into this reply; `history` has it. */
  more: z.boolean(),
};

const caughtUp = {
  ...page,
  /** True where a cursor was given, and `messages`, with what `history` adds where `more`, is all that came after it. */
  recovered: z.boolean(),
};
const joined = { ...caughtUp, connections: z.int() };

const failure = z.object({ code: errorCode, message: z.string(), retryAfterMs: z.optional(z.int()) });
const eachRoom = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.array(
    z.union([
      z.object({ ok: z.literal(true), ...shape }),
      z.object({ ok: z.literal(false), room, error: failure }),
    ]),
  );

export const roomRole = z.enum(['owner', 'moderator', 'member']);
export type RoomRole = z.infer<typeof roomRole>;
const roomKind = z.enum(['open', 'public', 'private', 'dm']);
export type RoomKind = z.infer<typeof roomKind>;

export const replies = {
  sendMessage: ok('sendMessage', { room, seq, epoch, messageId, sentAt, duplicate: z.boolean() }),
  joinRoom: ok('joinRoom', joined),
  joinRooms: ok('joinRooms', { rooms: eachRoom(joined) }),
  leaveRoom: ok('leaveRoom', { room }),
  history: ok('history', page),
  sync: ok('sync', { rooms: eachRoom(caughtUp) }),
  presence: ok('presence', {
    room,
    connections: z.int(),
    users: z.array(z.object({ userId: z.string(), name: z.string(), connections: z.int(), since: sentAt })),
    truncated: z.boolean(),
  }),
  typing: ok('typing', {}),
  markRead: ok('markRead', { room, seq }),
  createRoom: ok('createRoom', { room, kind: z.enum(['public', 'private']), createdAt: sentAt }),
  addMember: ok('addMember', { room, userId: z.string() }),
  removeMember: ok('removeMember', { room, userId: z.string() }),
  listRooms: ok('listRooms', {
    rooms: z.array(
      z.object({
        room,
        kind: roomKind,
        role: roomRole,
        head: cursor,
        readSeq: cursor,
        unread: z.int(),
      }),
    ),
  }),
  editMessage: ok('editMessage', { room, seq, epoch, editedAt: sentAt }),
  deleteMessage: ok('deleteMessage', { room, seq, epoch, deletedAt: sentAt }),
  ping: z.object({ type: z.literal('pong') }),
  adminStats: ok('adminStats', {
    connections: z.int(),
    users: z.int(),
    rooms: z.int(),
    topRooms: z.array(z.object({ room, connections: z.int() })),
    asOf: sentAt,
  }),
  adminDisconnect: ok('adminDisconnect', { disconnected: z.int() }),
} as const;

export const errorReply = z.object({
  type: z.literal('error'),
  id: z.optional(z.string()),
  action: z.optional(z.string()),
  code: errorCode,
  message: z.string(),
  retryAfterMs: z.optional(z.int().check(z.minimum(0))),
  issues: z.optional(z.array(issue)),
});
export type ErrorReply = z.infer<typeof errorReply>;

/** What a use case answers: its reply without the envelope that `route()` adds. */
export type ResultOf<A extends keyof typeof replies> = Omit<
  z.infer<(typeof replies)[A]>,
  'type' | 'id' | 'action'
>;
