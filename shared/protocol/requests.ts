/** Every frame a client may send, by its `action`. Strict: a field that is not listed is refused. */
import * as z from 'zod';
import {
  connectionId,
  cursor,
  data,
  epoch,
  hasOneContent,
  id,
  messageId,
  oneContent,
  room,
  seq,
  text,
  userId,
} from './fields.ts';
import { LIMITS } from './limits.ts';

const request = <A extends string, S extends z.ZodRawShape>(action: A, shape: S) =>
  z.strictObject({ action: z.literal(action), id: id.optional(), ...shape });

const joining = {
  room,
  after: cursor.optional(),
  epoch: epoch.optional(),
  last: z.int().min(0).max(LIMITS.historyPage).optional(),
};

/** A place in a log that a client says it has reached. */
const position = z.strictObject({ room, after: cursor, epoch });

const upTo = <T extends z.ZodType>(limit: number, item: T) => z.array(item).min(1).max(limit);

export const sendMessageRequest = request('sendMessage', {
  room,
  text: text.optional(),
  data: data.optional(),
  messageId: messageId.optional(),
  attempt: z.int().min(1).optional(),
}).refine(hasOneContent, oneContent);

export const joinRoomRequest = request('joinRoom', joining);
export const joinRoomsRequest = request('joinRooms', {
  rooms: upTo(LIMITS.roomsPerRequest, z.strictObject(joining)),
});
export const leaveRoomRequest = request('leaveRoom', { room });

export const historyRequest = request('history', {
  room,
  before: seq.optional(),
  after: cursor.optional(),
  limit: z.int().min(1).max(LIMITS.historyPage).optional(),
}).refine(frame => frame.before === undefined || frame.after === undefined, {
  message: 'before and after exclude each other',
  path: ['before'],
});

export const syncRequest = request('sync', { rooms: upTo(LIMITS.roomsPerRequest, position) });
export const presenceRequest = request('presence', { room });
export const typingRequest = request('typing', { room, typing: z.boolean() });
export const markReadRequest = request('markRead', { room, seq });

export const createRoomRequest = request('createRoom', {
  room,
  kind: z.enum(['public', 'private']),
  members: z.array(userId).max(LIMITS.membersPerRequest).optional(),
});
export const addMemberRequest = request('addMember', {
  room,
  userId,
  /** Only the owner names moderators. */
  role: z.enum(['moderator', 'member']).optional(),
});
export const removeMemberRequest = request('removeMember', { room, userId });
export const listRoomsRequest = request('listRooms', {});

export const editMessageRequest = request('editMessage', {
  room,
  seq,
  text: text.optional(),
  data: data.optional(),
}).refine(hasOneContent, oneContent);
export const deleteMessageRequest = request('deleteMessage', { room, seq });

/** Answered by API Gateway itself, whatever else the frame holds. */
const pingRequest = request('ping', {});

export const adminStatsRequest = request('adminStats', {});
export const adminDisconnectRequest = request('adminDisconnect', {
  userId: userId.optional(),
  connectionId: connectionId.optional(),
}).refine(frame => (frame.userId === undefined) !== (frame.connectionId === undefined), {
  message: 'one of userId and connectionId is needed, not both',
  path: ['userId'],
});

export const requests = {
  sendMessage: sendMessageRequest,
  joinRoom: joinRoomRequest,
  joinRooms: joinRoomsRequest,
  leaveRoom: leaveRoomRequest,
  history: historyRequest,
  sync: syncRequest,
  presence: presenceRequest,
  typing: typingRequest,
  markRead: markReadRequest,
  createRoom: createRoomRequest,
  addMember: addMemberRequest,
  removeMember: removeMemberRequest,
  listRooms: listRoomsRequest,
  editMessage: editMessageRequest,
  deleteMessage: deleteMessageRequest,
  ping: pingRequest,
  adminStats: adminStatsRequest,
  adminDisconnect: adminDisconnectRequest,
} as const;
export type Action = keyof typeof requests;
export type RequestOf<A extends Action> = z.infer<(typeof requests)[A]>;
