/** What the server API's operations return. A table of its own: the handler needs the types alone, and its bundle is large enough. */
import * as z from 'zod/mini';
import { quota } from './admin-replies.ts';
import { connectionId, room, sentAt } from './fields.ts';
import { imported } from './imports.ts';
import { cursor, type OperationName } from './operations.ts';
import { published, publishedBatch } from './publish.ts';
import { replies } from './replies.ts';

/** A reply of the socket's protocol without its envelope. */
const reply = <S extends z.core.$ZodShape>({
  shape: { type: _type, id: _id, action: _action, ...fields },
}: z.ZodMiniObject<S>) => z.object(fields);

const connection = z.object({
  ...{ connectionId, name: z.string(), connectedAt: sentAt, expiresAt: z.int() },
  ...{ address: z.optional(z.string()), agent: z.optional(z.string()) },
  /** At most 10 of `roomCount`. */
  ...{ rooms: z.array(room), roomCount: z.int() },
});

export const operationReplies = {
  publish: published,
  publishBatch: publishedBatch,
  history: reply(replies.history),
  editMessage: reply(replies.editMessage),
  deleteMessage: reply(replies.deleteMessage),
  discoverRooms: reply(replies.discoverRooms),
  getRoom: reply(replies.getRoom),
  presence: reply(replies.presence),
  listMembers: reply(replies.listMembers),
  listRooms: reply(replies.listRooms),
  listInvitations: reply(replies.listInvitations),
  listConnections: z.object({ connections: z.array(connection) }),
  getQuotas: z.object({ quotas: z.array(quota) }),
  getUsers: reply(replies.getUsers),
  findUsers: reply(replies.findUsers),
  listBlocked: reply(replies.listBlocked),
  setProfile: reply(replies.setProfile),
  markRead: reply(replies.markRead),
  stats: reply(replies.adminStats),
  createRoom: reply(replies.createRoom),
  importMessages: imported,
  updateRoom: reply(replies.updateRoom),
  deleteRoom: reply(replies.deleteRoom),
  addMember: reply(replies.addMember),
  setRole: reply(replies.setRole),
  removeMember: reply(replies.removeMember),
  createLink: reply(replies.createLink),
  listLinks: reply(replies.listLinks),
  revokeLink: reply(replies.revokeLink),
  banFromRoom: reply(replies.ban),
  unbanFromRoom: reply(replies.unban),
  listBansOfRoom: reply(replies.listBans),
  muteMember: reply(replies.muteMember),
  deleteMessagesInRoom: reply(replies.deleteMessagesOf),
  deleteMessagesOf: reply(replies.deleteMessagesOf),
  ban: reply(replies.ban),
  unban: reply(replies.unban),
  listBans: reply(replies.listBans),
  listReportsOfRoom: reply(replies.listReports),
  listReports: reply(replies.listReports),
  resolveReport: reply(replies.resolveReport),
  pinMessage: reply(replies.pinMessage),
  unpinMessage: reply(replies.unpinMessage),
  audit: reply(replies.adminAudit),
  blockUser: reply(replies.blockUser),
  unblockUser: reply(replies.unblockUser),
  exportUser: z.object({ rows: z.array(z.looseObject({})), next: cursor }),
  eraseUser: z.object({ erased: z.int(), next: cursor, inBackupsUntil: z.optional(sentAt) }),
  disconnect: reply(replies.adminDisconnect),
} as const satisfies Record<OperationName, z.ZodMiniObject>;
