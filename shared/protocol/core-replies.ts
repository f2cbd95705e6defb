/** The replies that the SDK reads, and errors: each schema here is in its bundle. */
import * as z from 'zod/mini';
import { entry } from './entries.ts';
import { errorCode, issue } from './errors.ts';
import { cursor, epoch, messageId, ordinal, room, sentAt, seq, user } from './fields.ts';
import { memberRole, roomDetails, roomKind, roomRole } from './rooms.ts';

export const ok = <A extends string, S extends z.core.$ZodLooseShape>(action: A, shape: S) =>
  z.object({ type: z.literal('ok'), id: z.optional(z.string()), action: z.literal(action), ...shape });

const missed = {
  epoch,
  /** The newest seq of the log. */
  head: cursor,
  /** Entries of the log, messages and changes: ascending, without a gap. */
  messages: z.array(entry),
  /** Whether the log has more than fitted into this reply; `history` has it. */
  more: z.boolean(),
};
const page = { room, ...missed };
/** True where a cursor was given, and `messages`, with what `history` adds where `more`, is all that came after it. */
const recovered = z.boolean();
const caughtUp = { ...page, recovered };
export const someone = z.object({ userId: z.string(), name: z.string(), connections: z.int() });
const present = z.array(z.extend(someone, { since: sentAt }));
/** The user is a `member` who may not speak. */
const readonly = z.optional(z.literal(true));
/** In a large room: `connections` was counted up to a minute ago. */
const approximate = z.optional(z.literal(true));
const joined = {
  ...caughtUp,
  connections: z.int(),
  approximate,
  /** Who is here, of a small room that was joined in view. */
  users: z.optional(present),
  truncated: z.optional(z.boolean()),
};
export const roster = { room, connections: z.int(), users: present, truncated: z.boolean(), approximate };

const failure = z.object({ code: errorCode, message: z.string(), retryAfterMs: z.optional(z.int()) });
const eachRoom = <S extends z.core.$ZodLooseShape>(shape: S) =>
  z.array(
    z.union([
      z.object({ ok: z.literal(true), ...shape }),
      // The room as it was asked for, which may be no room id.
      z.object({ ok: z.literal(false), room: z.string(), error: failure }),
    ]),
  );

export const coreReplies = {
  sendMessage: ok('sendMessage', { room, seq, ordinal, epoch, messageId, sentAt, duplicate: z.boolean() }),
  joinRoom: ok('joinRoom', joined),
  joinRooms: ok('joinRooms', { rooms: eachRoom(joined) }),
  leaveRoom: ok('leaveRoom', { room }),
  history: ok('history', page),
  sync: ok('sync', { rooms: eachRoom(caughtUp) }),
  view: ok('view', {
    rooms: eachRoom({ ...roster, missed: z.optional(z.object({ ...missed, recovered })) }),
  }),
  presence: ok('presence', roster),
  typing: ok('typing', {}),
  /** The mark that counts; 0 if there is none. */
  markRead: ok('markRead', { room, seq: cursor }),
  createRoom: ok('createRoom', {
    room,
    kind: z.enum(['public', 'private']),
    createdAt: sentAt,
    /** Those of `members` who have yet to accept. */
    invited: z.optional(z.array(z.string())),
  }),
  /** `seq`: of the entry that tells the others. */
  updateRoom: ok('updateRoom', { room, seq, epoch, changedAt: sentAt, details: z.object(roomDetails) }),
  /** `removed`: how many rows of it are gone by now. */
  deleteRoom: ok('deleteRoom', { room, deletedAt: sentAt, removed: z.int() }),
  /** `invited`: the user has yet to accept. */
  addMember: ok('addMember', { room, userId: z.string(), invited: z.boolean() }),
  removeMember: ok('removeMember', { room, userId: z.string() }),
  setRole: ok('setRole', { room, userId: z.string(), role: memberRole }),
  getRoom: ok('getRoom', {
    room,
    kind: roomKind,
    /** Of a room that somebody created. */
    owner: z.optional(z.string()),
    createdBy: z.optional(z.string()),
    createdAt: z.optional(sentAt),
    /** One's own; absent if one is no member. */
    role: z.optional(memberRole),
    /** Until when one may not speak, if one may not. */
    mutedUntil: z.optional(sentAt),
    details: z.optional(z.object(roomDetails)),
    /** If they were to be counted: at least so many, and no more unless it says so. */
    members: z.optional(z.int()),
    moreMembers: z.optional(z.literal(true)),
  }),
  listMembers: ok('listMembers', {
    room,
    /** In the order of their ids. */
    members: z.array(
      z.object({
        userId: z.string(),
        role: memberRole,
        since: z.optional(sentAt),
        /** Until when they may not speak: told to the owner and moderators. */
        mutedUntil: z.optional(sentAt),
      }),
    ),
    next: z.optional(z.string()),
  }),
  listRooms: ok('listRooms', {
    rooms: z.array(
      z.object({
        room,
        kind: roomKind,
        role: roomRole,
        readonly,
        head: cursor,
        readSeq: cursor,
        /** Messages after the mark; changes don't count. */
        unread: z.int(),
      }),
    ),
    /** Where the next page begins; absent on the last. */
    next: z.optional(z.string()),
  }),
  listInvitations: ok('listInvitations', {
    invitations: z.array(z.object({ room, role: roomRole, by: user, at: sentAt })),
    next: z.optional(z.string()),
  }),
  answerInvitation: ok('answerInvitation', { room, accepted: z.boolean() }),
  /** `seq` is the change's own, `target` the message's. */
  editMessage: ok('editMessage', { room, seq, ordinal, target: seq, epoch, editedAt: sentAt }),
  deleteMessage: ok('deleteMessage', { room, seq, ordinal, target: seq, epoch, deletedAt: sentAt }),
  ping: z.object({ type: z.literal('pong') }),
  adminStats: ok('adminStats', {
    connections: z.int(),
    users: z.int(),
    rooms: z.int(),
    topRooms: z.array(z.object({ room, connections: z.int() })),
    /** The most connections first. Absent from a count of an older version. */
    topUsers: z.optional(z.array(someone)),
    /** How many connections there may be, where that is limited. */
    most: z.optional(z.int()),
    asOf: sentAt,
  }),
  adminDisconnect: ok('adminDisconnect', { disconnected: z.int(), deniedUntil: z.optional(sentAt) }),
} as const;

export const errorReply = z.object({
  type: z.literal('error'),
  id: z.optional(z.string()),
  action: z.optional(z.string()),
  code: errorCode,
  message: z.string(),
  retryAfterMs: z.optional(z.int().check(z.minimum(0))),
  issues: z.optional(z.array(issue)),
  /** Of a `FORBIDDEN`: the rule of the room that it is by. Any text, since a later version may add some. */
  reason: z.optional(z.string()),
});
export type ErrorReply = z.infer<typeof errorReply>;
