/** Every frame a client may send, by its `action`. Strict: a field that is not listed is refused. */
import * as z from 'zod/mini';
import { ROOMS_FOUND } from './discovery.ts';
import {
  connectionId,
  cursor,
  epoch,
  hasOneContent,
  id,
  messageId,
  newData,
  oneContent,
  room,
  sentAt,
  seq,
  text,
  userId,
  wellFormed,
} from './fields.ts';
import { LIMITS } from './limits.ts';
import { LINKS, linkId } from './links.ts';
import { MODERATION } from './moderation-limits.ts';
import { newProfile, PROFILE } from './profile.ts';
import { newRoomDetails } from './room-details.ts';
import { memberRole } from './rooms.ts';

const request = <A extends string, S extends z.core.$ZodLooseShape>(action: A, shape: S) =>
  z.strictObject({ action: z.literal(action), id: z.optional(id), ...shape });

/** Why somebody is banned or reported, in words for people. */
const reason = wellFormed.check(z.minLength(1), z.maxLength(MODERATION.reasonLength));

const joining = {
  room,
  /** Whether the room is in view. Left out, the connection is told everything. */
  view: z.optional(z.boolean()),
  after: z.optional(cursor),
  epoch: z.optional(epoch),
  last: z.optional(z.int().check(z.minimum(0), z.maximum(LIMITS.historyPage))),
};

/** One room of `joinRooms`. */
export const joinItem = z.strictObject(joining);
/** One room of `view`; with a cursor, a large one is answered with what lies behind it. */
export const viewItem = z.strictObject({ room, after: z.optional(cursor), epoch: z.optional(epoch) });
/** A place in a log that a client says it has reached: one room of `sync`. */
export const syncItem = z.strictObject({ room, after: cursor, epoch });

/** Each item is read on its own, so that one that is wrong does not spoil the others. */
const rooms = z.array(z.unknown()).check(z.minLength(1), z.maxLength(LIMITS.roomsPerRequest));

export const sendMessageRequest = request('sendMessage', {
  room,
  text: z.optional(text),
  data: z.optional(newData),
  messageId: z.optional(messageId),
  attempt: z.optional(z.int().check(z.minimum(1))),
}).check(z.refine(hasOneContent, oneContent));

export const joinRoomRequest = request('joinRoom', joining);
export const joinRoomsRequest = request('joinRooms', { rooms });
export const leaveRoomRequest = request('leaveRoom', { room });

/** A page has one end that it begins from. */
export const oneEnd = z.refine<{ before?: unknown; after?: unknown }>(
  frame => frame.before === undefined || frame.after === undefined,
  { message: 'before and after exclude each other', path: ['before'] },
);

export const historyRequest = request('history', {
  room,
  before: z.optional(seq),
  after: z.optional(cursor),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(LIMITS.historyPage))),
}).check(oneEnd);

export const syncRequest = request('sync', { rooms });
/** All rooms in view from now on, and those that no longer are. */
export const viewRequest = request('view', {
  rooms: z.array(z.unknown()).check(z.maxLength(LIMITS.roomsInView)),
  hidden: z.optional(z.array(room).check(z.maxLength(LIMITS.roomsPerRequest))),
});
export const presenceRequest = request('presence', { room });
export const typingRequest = request('typing', { room, typing: z.boolean() });
export const markReadRequest = request('markRead', { room, seq, epoch: z.optional(epoch) });

export const createRoomRequest = request('createRoom', {
  room,
  kind: z.enum(['public', 'private']),
  members: z.optional(z.array(userId).check(z.maxLength(LIMITS.membersPerRequest))),
});
export const updateRoomRequest = request('updateRoom', { room, ...newRoomDetails });
export const deleteRoomRequest = request('deleteRoom', { room });
export const addMemberRequest = request('addMember', {
  room,
  userId,
  /** Only the owner names moderators. */
  role: z.optional(z.enum(['moderator', 'member'])),
});
export const removeMemberRequest = request('removeMember', { room, userId });
const listing = {
  /** `next` of the page before. */
  after: z.optional(z.string().check(z.minLength(1), z.maxLength(LIMITS.cursorLength))),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(LIMITS.listPage))),
};
export const getRoomRequest = request('getRoom', {
  room,
  /** Says how many members there are, too. */
  count: z.optional(z.boolean()),
});
export const listMembersRequest = request('listMembers', {
  room,
  /** Those alone whose id begins so. */
  prefix: z.optional(userId),
  ...listing,
});
/** Rooms are looked up by their ids, or by activity. */
export const oneOrder = z.refine<{ prefix?: unknown; by?: unknown }>(
  ({ prefix, by }) => prefix === undefined || by === undefined,
  { message: 'prefix and by exclude each other', path: ['by'] },
);
export const discoverRoomsRequest = request('discoverRooms', {
  /** How the ids begin, whether in small letters or capitals. */
  prefix: z.optional(room),
  /** By id if it is left out; by `activity`, those where somebody spoke lately, the latest first. */
  by: z.optional(z.literal('activity')),
  after: listing.after,
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(ROOMS_FOUND))),
}).check(oneOrder);
/** `owner` hands the room over: the owner before is a moderator then. */
export const setRoleRequest = request('setRole', { room, userId, role: memberRole });
/** Without a `room`, of the whole deployment; without `until`, for good. */
export const banRequest = request('ban', {
  room: z.optional(room),
  userId,
  until: z.optional(sentAt),
  reason: z.optional(reason),
});
export const unbanRequest = request('unban', { room: z.optional(room), userId });
const reportListing = {
  room: z.optional(room),
  after: listing.after,
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(MODERATION.page))),
};
export const listBansRequest = request('listBans', reportListing);
export const reportMessageRequest = request('reportMessage', { room, seq, reason: z.optional(reason) });
export const adminAuditRequest = request('adminAudit', {
  /** What all of the page have in common: who did it, what, to whom, and where. */
  by: z.optional(userId),
  what: z.optional(z.string().check(z.regex(/^[A-Za-z]{1,64}$/, 'is the name of an action'))),
  userId: z.optional(userId),
  room: z.optional(room),
  after: reportListing.after,
  limit: reportListing.limit,
});
export const listReportsRequest = request('listReports', {
  ...reportListing,
  /** What was removed in the last days, rather than what was reported. */
  removed: z.optional(z.boolean()),
});
export const resolveReportRequest = request('resolveReport', { room, seq });
export const pinMessageRequest = request('pinMessage', { room, seq });
export const unpinMessageRequest = request('unpinMessage', { room, seq });
/** 0 ends it. */
export const muteMemberRequest = request('muteMember', { room, userId, until: sentAt });
export const deleteMessagesOfRequest = request('deleteMessagesOf', {
  room: z.optional(room),
  userId,
  hours: z.int().check(z.minimum(1), z.maximum(MODERATION.hours)),
});
/** `until`: epoch milliseconds, 30 days ahead at most. */
export const createLinkRequest = request('createLink', {
  room,
  uses: z.int().check(z.minimum(1), z.maximum(LINKS.uses)),
  until: sentAt,
});
export const listLinksRequest = request('listLinks', { ...reportListing, room });
export const revokeLinkRequest = request('revokeLink', { room, link: linkId });
export const useLinkRequest = request('useLink', { room, link: linkId });
export const blockUserRequest = request('blockUser', { userId });
export const unblockUserRequest = request('unblockUser', { userId });
export const listBlockedRequest = request('listBlocked', listing);
export const getUsersRequest = request('getUsers', {
  userIds: z.array(userId).check(z.minLength(1), z.maxLength(PROFILE.users)),
});
export const findUsersRequest = request('findUsers', {
  /** How the user names begin, whether in small letters or capitals. */
  prefix: wellFormed.check(z.minLength(PROFILE.prefixLength), z.maxLength(LIMITS.userIdLength)),
  after: listing.after,
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(PROFILE.users))),
});
export const setProfileRequest = request('setProfile', newProfile);
export const requestMyDataRequest = request('requestMyData', { what: z.enum(['export', 'erasure']) });
export const listRoomsRequest = request('listRooms', listing);
export const listInvitationsRequest = request('listInvitations', listing);
export const answerInvitationRequest = request('answerInvitation', { room, accept: z.boolean() });

export const editMessageRequest = request('editMessage', {
  room,
  seq,
  text: z.optional(text),
  data: z.optional(newData),
}).check(z.refine(hasOneContent, oneContent));
export const deleteMessageRequest = request('deleteMessage', { room, seq });

/** Answered by API Gateway itself, whatever else the frame holds. */
const pingRequest = request('ping', {});

export const adminStatsRequest = request('adminStats', {});
interface Whom {
  readonly userId?: unknown;
  readonly connectionId?: unknown;
  readonly until?: unknown;
}
export const oneOrAll = z.refine<Whom>(
  ({ userId, connectionId }) => (userId === undefined) !== (connectionId === undefined),
  { message: 'one of userId and connectionId is needed, not both', path: ['userId'] },
);
export const untilOfUser = z.refine<Whom>(
  ({ userId, until }) => until === undefined || userId !== undefined,
  { message: 'goes with userId', path: ['until'] },
);

export const adminDisconnectRequest = request('adminDisconnect', {
  userId: z.optional(userId),
  connectionId: z.optional(connectionId),
  /** Keeps the user out until then, epoch milliseconds; 0 lets them in again. */
  until: z.optional(sentAt),
}).check(oneOrAll, untilOfUser);

/** One of the four. */
export const adminFindRequest = request('adminFind', {
  /** How the names begin. */
  name: z.optional(wellFormed.check(z.minLength(1), z.maxLength(LIMITS.userIdLength))),
  userId: z.optional(userId),
  connectionId: z.optional(connectionId),
  /** Everyone who is kept out. */
  denied: z.optional(z.literal(true)),
  after: listing.after,
}).check(
  z.refine(
    ({ name, userId, connectionId, denied }) =>
      [name, userId, connectionId, denied].filter(sought => sought !== undefined).length === 1,
    { message: 'one of name, userId, connectionId and denied is needed', path: ['name'] },
  ),
);
export const adminRoomRequest = request('adminRoom', { room });

export const requests = {
  sendMessage: sendMessageRequest,
  joinRoom: joinRoomRequest,
  joinRooms: joinRoomsRequest,
  leaveRoom: leaveRoomRequest,
  history: historyRequest,
  sync: syncRequest,
  view: viewRequest,
  presence: presenceRequest,
  typing: typingRequest,
  markRead: markReadRequest,
  createRoom: createRoomRequest,
  updateRoom: updateRoomRequest,
  deleteRoom: deleteRoomRequest,
  addMember: addMemberRequest,
  removeMember: removeMemberRequest,
  setRole: setRoleRequest,
  ban: banRequest,
  unban: unbanRequest,
  listBans: listBansRequest,
  muteMember: muteMemberRequest,
  deleteMessagesOf: deleteMessagesOfRequest,
  reportMessage: reportMessageRequest,
  listReports: listReportsRequest,
  adminAudit: adminAuditRequest,
  resolveReport: resolveReportRequest,
  pinMessage: pinMessageRequest,
  unpinMessage: unpinMessageRequest,
  blockUser: blockUserRequest,
  unblockUser: unblockUserRequest,
  listBlocked: listBlockedRequest,
  getUsers: getUsersRequest,
  findUsers: findUsersRequest,
  setProfile: setProfileRequest,
  requestMyData: requestMyDataRequest,
  getRoom: getRoomRequest,
  listMembers: listMembersRequest,
  discoverRooms: discoverRoomsRequest,
  listRooms: listRoomsRequest,
  listInvitations: listInvitationsRequest,
  answerInvitation: answerInvitationRequest,
  createLink: createLinkRequest,
  listLinks: listLinksRequest,
  revokeLink: revokeLinkRequest,
  useLink: useLinkRequest,
  editMessage: editMessageRequest,
  deleteMessage: deleteMessageRequest,
  ping: pingRequest,
  adminStats: adminStatsRequest,
  adminDisconnect: adminDisconnectRequest,
  adminFind: adminFindRequest,
  adminRoom: adminRoomRequest,
} as const;
export type Action = keyof typeof requests;
export type RequestOf<A extends Action> = z.infer<(typeof requests)[A]>;
