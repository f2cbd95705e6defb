/** What the operations of the server API run: each a use case that the socket's actions run too, or as small as one line. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { adminDisconnect } from '../shared/core/admin/admin-disconnect.ts';
import { described } from '../shared/core/admin/admin-find.ts';
import { adminStats } from '../shared/core/admin/admin-stats.ts';
import { adminAudit, noteOf } from '../shared/core/admin/audit.ts';
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
import type { ApiKey, Invocation, Sender } from '../shared/core/ports.ts';
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
import { auditEntry, type PublishRequest } from '../shared/protocol/index.ts';
import type { operationReplies } from '../shared/protocol/operation-replies.ts';
import {
  isAudited,
  type OperationName,
  type OperationSpec,
  operations,
} from '../shared/protocol/operations.ts';
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
import { audit, type Container, clock, connections, profiles, traces } from './deps.ts';
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

interface Held {
  readonly rates: Rates;
  readonly settings?: Settings;
}

/** A server is held to the rate of its key, and not to those of a user; whom it adds is a member at once. */
function asServer<Deps extends Held>(deps: Deps): Deps {
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

/** What a note of the audit takes from an operation: whom and what it is about. */
const act = z.omit(auditEntry, { at: true, by: true, address: true });

type Serve<Output> = (call: Call, input: unknown) => Promise<Output>;

/** @throws what the use case throws, and of a wrong input. @param action under which it is in the audit, if it is noted there */
function serve<Input extends z.ZodMiniObject, Output>(
  operation: OperationSpec<Input>,
  action: string,
  run: (call: Serving, input: z.infer<Input>) => Promise<Output>,
): Serve<Output> {
  const isNoted = isAudited(operation);
  return async (call, raw) => {
    const { container, key } = call;
    const sender = { ...SENDER, address: `key:${key.name}` };
    const input = parseRequest(operation.input, raw);
    // A room is made for its owner.
    const { owner: userId }: Readonly<Record<string, unknown>> = input;
    const result = await run({ ...call, sender }, input);
    if (isNoted)
      await audit(container).add(
        noteOf(sender, act.parse({ action, userId, ...input }), clock(container).now()),
      );
    return result;
  };
}

/** What users do over the socket, done by a server. */
function same<Input extends z.ZodMiniObject, Action extends string, Deps extends Held, Output>(
  operation: OperationSpec<Input>,
  action: Action,
  bundle: (container: Container) => Deps,
  useCase: (
    deps: Deps,
    sender: Sender,
    request: { action: Action } & z.infer<Input>,
    invocation: Invocation,
  ) => Promise<Output>,
): Serve<Output> {
  return serve(operation, action, ({ container, request, sender }, input) =>
    useCase(asServer(bundle(container)), sender, { action, ...input }, request.invocation),
  );
}

export const OPERATIONS: {
  readonly [Name in OperationName]: Serve<z.infer<(typeof operationReplies)[Name]>>;
} = {
  publish: serve(operations.publish, 'publish', publishOne),
  publishBatch: serve(operations.publishBatch, 'publishBatch', async (call, { batch }) =>
    publishEach(batch, async (message, place) => publishOne(call, message, place), call.request),
  ),
  history: same(operations.history, 'history', reading, history),
  editMessage: same(operations.editMessage, 'editMessage', updating, editMessage),
  deleteMessage: same(operations.deleteMessage, 'deleteMessage', updating, unpinning(deleteMessage)),
  discoverRooms: same(operations.discoverRooms, 'discoverRooms', discovering, discoverRooms),
  getRoom: same(operations.getRoom, 'getRoom', listing, getRoom),
  listMembers: same(operations.listMembers, 'listMembers', listing, listMembers),
  presence: same(operations.presence, 'presence', observing, presence),
  listRooms: serve(operations.listRooms, 'listRooms', ({ container, sender }, { userId, ...page }) =>
    listRooms(asServer(listing(container)), { ...sender, userId }, { action: 'listRooms', ...page }),
  ),
  listInvitations: serve(
    operations.listInvitations,
    'listInvitations',
    ({ container, sender }, { userId, ...page }) =>
      listInvitations(
        asServer(invited(container)),
        { ...sender, userId },
        { action: 'listInvitations', ...page },
      ),
  ),
  listConnections: serve(
    operations.listConnections,
    'listConnections',
    async ({ container }, { userId }) => ({
      connections: (await connections(container).ofUser(userId)).map(connection => {
        const { since: connectedAt, ...shown } = described(connection);
        const { name, expiresAt } = connection;
        return { ...shown, name, connectedAt, expiresAt };
      }),
    }),
  ),
  getQuotas: serve(operations.getQuotas, 'getQuotas', async ({ container }, { userId }) => {
    const open = await connections(container).ofUser(userId);
    return { quotas: await quotasOf(managing(container), userId, open.length) };
  }),
  getUsers: same(operations.getUsers, 'getUsers', peopling, getUsers),
  findUsers: same(operations.findUsers, 'findUsers', peopling, findUsers),
  listBlocked: serve(operations.listBlocked, 'listBlocked', ({ container, sender }, { userId, ...page }) =>
    listBlocked(asServer(peopling(container)), { ...sender, userId }, { action: 'listBlocked', ...page }),
  ),
  setProfile: serve(operations.setProfile, 'setProfile', ({ container, sender }, { userId, ...input }) =>
    changeProfile(asServer(peopling(container)), { ...sender, userId }, { action: 'setProfile', ...input }),
  ),
  markRead: serve(operations.markRead, 'markRead', async ({ container, sender }, { userId, ...input }) => {
    const [{ name = userId } = {}] = await profiles(container).people([userId], userId);
    const user = { ...sender, userId, name };
    return markReadFor(asServer(notifying(container)), user, { action: 'markRead', ...input });
  }),
  stats: serve(operations.stats, 'adminStats', ({ container, sender }) =>
    adminStats(counting(container), sender, { action: 'adminStats' }),
  ),
  createRoom: serve(operations.createRoom, 'createRoom', ({ container, sender }, { owner, ...input }) =>
    createRoom(
      asServer(managing(container)),
      { ...sender, userId: owner ?? sender.userId },
      { action: 'createRoom', ...input },
    ),
  ),
  importMessages: serve(
    operations.importMessages,
    'importMessages',
    ({ container, request, sender }, input) =>
      importMessages(
        { ...managing(container), retentionDays: wholeNumber(container.env, ENV.retentionDays) ?? 0 },
        sender,
        input,
        request.invocation,
      ),
  ),
  updateRoom: same(operations.updateRoom, 'updateRoom', updating, updateRoom),
  deleteRoom: same(operations.deleteRoom, 'deleteRoom', deleting, deleteRoom),
  addMember: same(operations.addMember, 'addMember', managing, addMember),
  setRole: same(operations.setRole, 'setRole', managing, setRole),
  removeMember: same(operations.removeMember, 'removeMember', managing, removeMember),
  createLink: same(operations.createLink, 'createLink', linking, createLink),
  listLinks: same(operations.listLinks, 'listLinks', linking, listLinks),
  revokeLink: same(operations.revokeLink, 'revokeLink', linking, revokeLink),
  banFromRoom: same(operations.banFromRoom, 'ban', moderating, ban),
  unbanFromRoom: same(operations.unbanFromRoom, 'unban', moderating, unban),
  listBansOfRoom: same(operations.listBansOfRoom, 'listBans', moderating, listBans),
  muteMember: same(operations.muteMember, 'muteMember', moderating, muteMember),
  deleteMessagesInRoom: same(operations.deleteMessagesInRoom, 'deleteMessagesOf', purging, deleteMessagesOf),
  deleteMessagesOf: same(operations.deleteMessagesOf, 'deleteMessagesOf', purging, deleteMessagesOf),
  ban: same(operations.ban, 'ban', moderating, ban),
  unban: same(operations.unban, 'unban', moderating, unban),
  listBans: same(operations.listBans, 'listBans', moderating, listBans),
  listReportsOfRoom: same(operations.listReportsOfRoom, 'listReports', moderating, listReports),
  listReports: same(operations.listReports, 'listReports', moderating, listReports),
  resolveReport: same(operations.resolveReport, 'resolveReport', moderating, resolveReport),
  pinMessage: same(operations.pinMessage, 'pinMessage', updating, pinMessage),
  unpinMessage: same(operations.unpinMessage, 'unpinMessage', updating, unpinMessage),
  audit: same(operations.audit, 'adminAudit', moderating, adminAudit),
  blockUser: serve(operations.blockUser, 'blockUser', ({ container, sender }, { userId, blocked }) =>
    blockUser(asServer(peopling(container)), { ...sender, userId }, { action: 'blockUser', userId: blocked }),
  ),
  unblockUser: serve(operations.unblockUser, 'unblockUser', ({ container, sender }, { userId, blocked }) =>
    unblockUser(
      asServer(peopling(container)),
      { ...sender, userId },
      { action: 'unblockUser', userId: blocked },
    ),
  ),
  exportUser: serve(operations.exportUser, 'exportUser', ({ container }, input) =>
    exportUser({ traces: traces(container) }, input),
  ),
  eraseUser: serve(operations.eraseUser, 'eraseUser', ({ container, request, sender }, input) =>
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
  disconnect: same(operations.disconnect, 'adminDisconnect', admitting, adminDisconnect),
};
