/** What the operations of the server API run: each a use case that the socket's actions run too, or as small as one line. */
import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { adminDisconnect } from '../shared/core/admin/admin-disconnect.ts';
import { described } from '../shared/core/admin/admin-find.ts';
import { adminStats } from '../shared/core/admin/admin-stats.ts';
import { adminAudit, audited } from '../shared/core/admin/audit.ts';
import { history } from '../shared/core/log/history.ts';
import { deleteMessage, editMessage } from '../shared/core/messages/change-message.ts';
import { importMessages } from '../shared/core/messages/import.ts';
import { publish, SERVER } from '../shared/core/messages/publish.ts';
import { ban, listBans, unban } from '../shared/core/moderation/ban.ts';
import { muteMember } from '../shared/core/moderation/mute.ts';
import { deleteMessagesOf } from '../shared/core/moderation/purge.ts';
import { listReports, resolveReport } from '../shared/core/moderation/report.ts';
import { blockUser, listBlocked, unblockUser } from '../shared/core/people/block.ts';
import { eraseUser, exportUser } from '../shared/core/people/erase.ts';
import { findUsers } from '../shared/core/people/find-users.ts';
import { getUsers } from '../shared/core/people/get-users.ts';
import { changeProfile } from '../shared/core/people/profile.ts';
import type { ApiKey, Sender } from '../shared/core/ports.ts';
import { presence } from '../shared/core/presence/presence.ts';
import { quotasOf } from '../shared/core/quotas.ts';
import type { Rates } from '../shared/core/rates.ts';
import { createRoom } from '../shared/core/rooms/create-room.ts';
import { deleteRoom } from '../shared/core/rooms/delete-room.ts';
import { discoverRooms } from '../shared/core/rooms/discover.ts';
import { listInvitations } from '../shared/core/rooms/invitations.ts';
import { createLink, listLinks, revokeLink } from '../shared/core/rooms/links.ts';
import { listRooms } from '../shared/core/rooms/list-rooms.ts';
import { getRoom, listMembers } from '../shared/core/rooms/look-up.ts';
import { markReadFor } from '../shared/core/rooms/mark-read.ts';
import { addMember, removeMember } from '../shared/core/rooms/members.ts';
import { pinMessage, unpinMessage, unpinning } from '../shared/core/rooms/pin.ts';
import { setRole } from '../shared/core/rooms/set-role.ts';
import { updateRoom } from '../shared/core/rooms/update-room.ts';
import { ENV } from '../shared/names.ts';
import type { PublishRequest } from '../shared/protocol/index.ts';
import type { operationReplies } from '../shared/protocol/operation-replies.ts';
import { type OperationName, type OperationSpec, operations } from '../shared/protocol/operations.ts';
import type { Settings } from '../shared/settings.ts';
import {
  admitting,
  counting,
  deleting,
  discovering,
  invited,
  linking,
  listing,
  managing,
  moderating,
  notifying,
  observing,
  peopling,
  purging,
  reading,
  speaking,
  updating,
} from './bundles.ts';
import { type Container, connections, profiles, traces } from './deps.ts';
import { wholeNumber } from './environment.ts';
import { type HttpRequest, requireRoom } from './http.ts';
import { publishEach } from './publish-batch.ts';
import { parseRequest } from './request.ts';

interface Call {
  readonly container: Container;
  readonly key: ApiKey;
  readonly request: HttpRequest;
  readonly idempotencyKey: string | undefined;
}
type Serving = Call & { readonly sender: Sender };

const SENDER: Sender = {
  ...SERVER,
  server: true,
  connectionId: '',
  groups: ['admins'],
  expiresAt: Number.POSITIVE_INFINITY,
};

/** A server is held to the rate of its key, and not to those of a user; whom it adds is a member at once. */
function asServer<Deps extends { readonly rates: Rates; readonly settings?: Settings }>(deps: Deps): Deps {
  return {
    ...deps,
    rates: { ...deps.rates, take() {}, async takeShared() {}, attempt: (_, work) => work() },
    ...(deps.settings && { settings: { ...deps.settings, directMembership: true } }),
  };
}

/** Of a server, its key and `Idempotency-Key`: the same request again has the same one, and is found as a repeat. */
const repeatable = ({ key, idempotencyKey }: Call, message: PublishRequest, place = 0): PublishRequest => ({
  ...(idempotencyKey !== undefined && {
    messageId: createHash('sha256')
      .update(JSON.stringify([key.name, idempotencyKey, place]))
      .digest('base64url'),
  }),
  ...message,
});

/** A batch may hold messages that the key is not good for; they are refused one by one. */
function publishOne(call: Call, message: PublishRequest, place?: number) {
  requireRoom(call.key, message.room);
  return publish(speaking(call.container), repeatable(call, message, place), call.request.invocation);
}

type Serve<Output> = (call: Call, input: unknown) => Promise<Output>;

/** @throws what the use case throws, and of a wrong input */
const serve =
  <Input extends z.core.$ZodType, Output>(
    { input }: OperationSpec<Input>,
    run: (call: Serving, input: z.infer<Input>) => Promise<Output>,
  ): Serve<Output> =>
  async (call, raw) =>
    run({ ...call, sender: { ...SENDER, address: `key:${call.key.name}` } }, parseRequest(input, raw));

export const OPERATIONS: {
  readonly [Name in OperationName]: Serve<z.infer<(typeof operationReplies)[Name]>>;
} = {
  publish: serve(operations.publish, publishOne),
  publishBatch: serve(operations.publishBatch, async (call, { batch }) =>
    publishEach(batch, async (message, place) => publishOne(call, message, place), call.request),
  ),
  history: serve(operations.history, ({ container, sender }, input) =>
    history(asServer(reading(container)), sender, { action: 'history', ...input }),
  ),
  editMessage: serve(operations.editMessage, ({ container, request, sender }, input) =>
    editMessage(
      asServer(speaking(container)),
      sender,
      { action: 'editMessage', ...input },
      request.invocation,
    ),
  ),
  deleteMessage: serve(operations.deleteMessage, ({ container, request, sender }, input) =>
    unpinning(deleteMessage)(
      asServer(updating(container)),
      sender,
      { action: 'deleteMessage', ...input },
      request.invocation,
    ),
  ),
  discoverRooms: serve(operations.discoverRooms, ({ container, sender }, input) =>
    discoverRooms(asServer(discovering(container)), sender, { action: 'discoverRooms', ...input }),
  ),
  getRoom: serve(operations.getRoom, ({ container, sender }, input) =>
    getRoom(asServer(listing(container)), sender, { action: 'getRoom', ...input }),
  ),
  listMembers: serve(operations.listMembers, ({ container, sender }, input) =>
    listMembers(asServer(listing(container)), sender, { action: 'listMembers', ...input }),
  ),
  presence: serve(operations.presence, ({ container, sender }, input) =>
    presence(asServer(observing(container)), sender, { action: 'presence', ...input }),
  ),
  listRooms: serve(operations.listRooms, ({ container, sender }, { userId, ...page }) =>
    listRooms(asServer(listing(container)), { ...sender, userId }, { action: 'listRooms', ...page }),
  ),
  listInvitations: serve(operations.listInvitations, ({ container, sender }, { userId, ...page }) =>
    listInvitations(
      asServer(invited(container)),
      { ...sender, userId },
      { action: 'listInvitations', ...page },
    ),
  ),
  listConnections: serve(operations.listConnections, async ({ container }, { userId }) => ({
    connections: (await connections(container).ofUser(userId)).map(connection => {
      const { since: connectedAt, ...shown } = described(connection);
      const { name, expiresAt } = connection;
      return { ...shown, name, connectedAt, expiresAt };
    }),
  })),
  getQuotas: serve(operations.getQuotas, async ({ container }, { userId }) => {
    const open = await connections(container).ofUser(userId);
    return { quotas: await quotasOf(managing(container), userId, open.length) };
  }),
  getUsers: serve(operations.getUsers, ({ container, sender }, input) =>
    getUsers(asServer(peopling(container)), sender, { action: 'getUsers', ...input }),
  ),
  findUsers: serve(operations.findUsers, ({ container, sender }, input) =>
    findUsers(asServer(peopling(container)), sender, { action: 'findUsers', ...input }),
  ),
  listBlocked: serve(operations.listBlocked, ({ container, sender }, { userId, ...page }) =>
    listBlocked(asServer(peopling(container)), { ...sender, userId }, { action: 'listBlocked', ...page }),
  ),
  setProfile: serve(operations.setProfile, ({ container, sender }, { userId, ...input }) =>
    changeProfile(asServer(peopling(container)), { ...sender, userId }, { action: 'setProfile', ...input }),
  ),
  markRead: serve(operations.markRead, async ({ container, sender }, { userId, ...input }) => {
    const [{ name = userId } = {}] = await profiles(container).people([userId], userId);
    const user = { ...sender, userId, name };
    return markReadFor(asServer(notifying(container)), user, { action: 'markRead', ...input });
  }),
  stats: serve(operations.stats, ({ container, sender }) =>
    adminStats(counting(container), sender, { action: 'adminStats' }),
  ),
  createRoom: serve(operations.createRoom, ({ container, sender }, { owner, ...input }) =>
    createRoom(
      asServer(managing(container)),
      { ...sender, userId: owner ?? sender.userId },
      { action: 'createRoom', ...input },
    ),
  ),
  importMessages: serve(operations.importMessages, ({ container, request, sender }, input) =>
    importMessages(
      { ...managing(container), retentionDays: wholeNumber(container.env, ENV.retentionDays) ?? 0 },
      sender,
      input,
      request.invocation,
    ),
  ),
  updateRoom: serve(operations.updateRoom, ({ container, request, sender }, input) =>
    updateRoom(asServer(updating(container)), sender, { action: 'updateRoom', ...input }, request.invocation),
  ),
  deleteRoom: serve(operations.deleteRoom, ({ container, request, sender }, input) =>
    audited(deleteRoom)(
      asServer(deleting(container)),
      sender,
      { action: 'deleteRoom', ...input },
      request.invocation,
    ),
  ),
  addMember: serve(operations.addMember, ({ container, sender }, input) =>
    addMember(asServer(managing(container)), sender, { action: 'addMember', ...input }),
  ),
  setRole: serve(operations.setRole, ({ container, request, sender }, input) =>
    audited(setRole)(
      asServer(managing(container)),
      sender,
      { action: 'setRole', ...input },
      request.invocation,
    ),
  ),
  removeMember: serve(operations.removeMember, ({ container, request, sender }, input) =>
    audited(removeMember)(
      asServer(managing(container)),
      sender,
      { action: 'removeMember', ...input },
      request.invocation,
    ),
  ),
  createLink: serve(operations.createLink, ({ container, request, sender }, input) =>
    audited(createLink)(
      asServer(linking(container)),
      sender,
      { action: 'createLink', ...input },
      request.invocation,
    ),
  ),
  listLinks: serve(operations.listLinks, ({ container, sender }, input) =>
    listLinks(asServer(linking(container)), sender, { action: 'listLinks', ...input }),
  ),
  revokeLink: serve(operations.revokeLink, ({ container, request, sender }, input) =>
    audited(revokeLink)(
      asServer(linking(container)),
      sender,
      { action: 'revokeLink', ...input },
      request.invocation,
    ),
  ),
  banFromRoom: serve(operations.banFromRoom, ({ container, request, sender }, input) =>
    audited(ban)(asServer(moderating(container)), sender, { action: 'ban', ...input }, request.invocation),
  ),
  unbanFromRoom: serve(operations.unbanFromRoom, ({ container, request, sender }, input) =>
    audited(unban)(
      asServer(moderating(container)),
      sender,
      { action: 'unban', ...input },
      request.invocation,
    ),
  ),
  listBansOfRoom: serve(operations.listBansOfRoom, ({ container, sender }, input) =>
    listBans(asServer(moderating(container)), sender, { action: 'listBans', ...input }),
  ),
  muteMember: serve(operations.muteMember, ({ container, request, sender }, input) =>
    audited(muteMember)(
      asServer(moderating(container)),
      sender,
      { action: 'muteMember', ...input },
      request.invocation,
    ),
  ),
  deleteMessagesInRoom: serve(operations.deleteMessagesInRoom, ({ container, request, sender }, input) =>
    audited(deleteMessagesOf)(
      asServer(purging(container)),
      sender,
      { action: 'deleteMessagesOf', ...input },
      request.invocation,
    ),
  ),
  deleteMessagesOf: serve(operations.deleteMessagesOf, ({ container, request, sender }, input) =>
    audited(deleteMessagesOf)(
      asServer(purging(container)),
      sender,
      { action: 'deleteMessagesOf', ...input },
      request.invocation,
    ),
  ),
  ban: serve(operations.ban, ({ container, request, sender }, input) =>
    audited(ban)(asServer(moderating(container)), sender, { action: 'ban', ...input }, request.invocation),
  ),
  unban: serve(operations.unban, ({ container, request, sender }, input) =>
    audited(unban)(
      asServer(moderating(container)),
      sender,
      { action: 'unban', ...input },
      request.invocation,
    ),
  ),
  listBans: serve(operations.listBans, ({ container, sender }, input) =>
    listBans(asServer(moderating(container)), sender, { action: 'listBans', ...input }),
  ),
  listReportsOfRoom: serve(operations.listReportsOfRoom, ({ container, sender }, input) =>
    listReports(asServer(moderating(container)), sender, { action: 'listReports', ...input }),
  ),
  listReports: serve(operations.listReports, ({ container, sender }, input) =>
    listReports(asServer(moderating(container)), sender, { action: 'listReports', ...input }),
  ),
  resolveReport: serve(operations.resolveReport, ({ container, request, sender }, input) =>
    audited(resolveReport)(
      asServer(moderating(container)),
      sender,
      { action: 'resolveReport', ...input },
      request.invocation,
    ),
  ),
  pinMessage: serve(operations.pinMessage, ({ container, request, sender }, input) =>
    pinMessage(asServer(updating(container)), sender, { action: 'pinMessage', ...input }, request.invocation),
  ),
  unpinMessage: serve(operations.unpinMessage, ({ container, request, sender }, input) =>
    unpinMessage(
      asServer(updating(container)),
      sender,
      { action: 'unpinMessage', ...input },
      request.invocation,
    ),
  ),
  audit: serve(operations.audit, ({ container, sender }, input) =>
    adminAudit(asServer(moderating(container)), sender, { action: 'adminAudit', ...input }),
  ),
  blockUser: serve(operations.blockUser, ({ container, sender }, { userId, blocked }) =>
    blockUser(asServer(peopling(container)), { ...sender, userId }, { action: 'blockUser', userId: blocked }),
  ),
  unblockUser: serve(operations.unblockUser, ({ container, sender }, { userId, blocked }) =>
    unblockUser(
      asServer(peopling(container)),
      { ...sender, userId },
      { action: 'unblockUser', userId: blocked },
    ),
  ),
  exportUser: serve(operations.exportUser, ({ container }, input) =>
    exportUser({ traces: traces(container) }, input),
  ),
  eraseUser: serve(operations.eraseUser, ({ container, request, sender }, input) =>
    eraseUser(
      {
        ...updating(container),
        ...admitting(container),
        traces: traces(container),
        backupDays: wholeNumber(container.env, ENV.backupDays),
      },
      sender,
      input,
      request.invocation,
    ),
  ),
  disconnect: serve(operations.disconnect, ({ container, request, sender }, input) =>
    audited(adminDisconnect)(
      admitting(container),
      sender,
      { action: 'adminDisconnect', ...input },
      request.invocation,
    ),
  ),
};
