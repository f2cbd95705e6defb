/**
 * The server API over HTTP: each operation with its method, path, scope, and the schema of what it takes; what it returns is in
 * operation-replies.ts, which no function carries along. The handler, the routes of the CDK app and of the local server, and the OpenAPI document are all made from this table.
 */
import * as z from 'zod/mini';
import { errorCode, issue } from './errors.ts';
import { hasOneContent, oneContent, room, userId } from './fields.ts';
import { importRequest } from './imports.ts';
import { LIMITS } from './limits.ts';
import { publishBatchRequest, publishRequest } from './publish.ts';
import { oneEnd, oneOrAll, oneOrder, requests, untilOfUser } from './requests.ts';

/** What an API key is good for. */
export const scope = z.enum(['publish', 'read', 'manage']);
export type Scope = z.infer<typeof scope>;

/**
 * `input` is flat: what `path` names in braces is taken from there, the rest from the query of a GET or DELETE, and from the
 * JSON body of any other method. An operation without a `room` needs a key that is good for all rooms.
 */
export interface OperationSpec<Input> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/v1/${string}`;
  readonly scope: Scope;
  readonly summary: string;
  readonly input: Input;
  /** It takes an `Idempotency-Key`; all others may be sent again as they are. */
  readonly idempotencyKey?: true;
  /** Why not each time it is asked is noted in the audit; without it, all that changes something is. */
  readonly unnoted?: string;
}

/** Whether the audit notes it each time, after it has taken effect: one write more. */
export const isAudited = ({ scope, method, unnoted }: OperationSpec<unknown>): boolean =>
  scope !== 'read' && method !== 'GET' && unnoted === undefined;

const operation = <Input extends z.ZodMiniObject>(
  scope: Scope,
  summary: string,
  [method, path]: readonly [OperationSpec<Input>['method'], `/v1/${string}`],
  input: Input,
): OperationSpec<Input> => ({ method, path, scope, summary, input });

/** The fields of a frame of the socket's protocol, and some more. */
function frame<S extends z.core.$ZodShape, More extends z.core.$ZodShape>(
  { shape: { action: _action, id: _id, ...fields } }: z.ZodMiniObject<S>,
  more: More,
) {
  return z.strictObject({ ...fields, ...more });
}

/** The same of a frame that is about one room if it names one: here it names none. */
function everywhere<S extends z.core.$ZodShape>({
  shape: { action: _action, id: _id, room: _room, ...fields },
}: z.ZodMiniObject<S>) {
  return z.strictObject(fields);
}

const MESSAGES = '/v1/rooms/{room}/messages';
const ROOM = '/v1/rooms/{room}';
const MEMBERS = '/v1/rooms/{room}/members';
const MEMBER = '/v1/rooms/{room}/members/{userId}';
const MESSAGE = '/v1/rooms/{room}/messages/{seq}';
const LINKS = '/v1/rooms/{room}/links';
const BLOCK = '/v1/users/{userId}/blocks/{blocked}';

/** `next` of the page before; absent from the last. */
export const cursor = z.optional(z.string().check(z.minLength(1), z.maxLength(LIMITS.cursorLength)));

export const operations = {
  publish: {
    ...operation('publish', 'Say something in a room', ['POST', '/v1/messages'], publishRequest),
    idempotencyKey: true,
    unnoted: 'the log says that a server said it',
  },
  publishBatch: {
    ...operation('publish', 'Say up to 25 things', ['POST', '/v1/messages/batch'], publishBatchRequest),
    idempotencyKey: true,
    unnoted: 'the log says that a server said it',
  },
  history: operation(
    'read',
    'Read a page of a room’s log',
    ['GET', MESSAGES],
    frame(requests.history, {}).check(oneEnd),
  ),
  editMessage: {
    ...operation(
      'manage',
      'Give a message another content',
      ['PATCH', MESSAGE],
      frame(requests.editMessage, {}).check(z.refine(hasOneContent, oneContent)),
    ),
    unnoted: 'noted by the use case, with whose message it was',
  },
  deleteMessage: {
    ...operation('manage', 'Delete a message', ['DELETE', MESSAGE], frame(requests.deleteMessage, {})),
    unnoted: 'noted by the use case, with whose message it was',
  },
  discoverRooms: operation(
    'read',
    'Public rooms, by how their ids begin or by activity',
    ['GET', '/v1/rooms'],
    frame(requests.discoverRooms, {}).check(oneOrder),
  ),
  getRoom: operation('read', 'What a room is', ['GET', ROOM], frame(requests.getRoom, {})),
  presence: operation(
    'read',
    'Who is connected to a room',
    ['GET', '/v1/rooms/{room}/presence'],
    frame(requests.presence, {}),
  ),
  listMembers: operation(
    'read',
    'Who belongs to a room, by page',
    ['GET', MEMBERS],
    frame(requests.listMembers, {}),
  ),
  listRooms: operation(
    'read',
    'The rooms of a user, by page',
    ['GET', '/v1/users/{userId}/rooms'],
    frame(requests.listRooms, { userId }),
  ),
  listInvitations: operation(
    'read',
    'The invitations of a user, by page',
    ['GET', '/v1/users/{userId}/invitations'],
    frame(requests.listInvitations, { userId }),
  ),
  listConnections: operation(
    'read',
    'The open connections of a user',
    ['GET', '/v1/users/{userId}/connections'],
    z.strictObject({ userId }),
  ),
  getQuotas: operation(
    'read',
    'What a user has used of their quotas',
    ['GET', '/v1/users/{userId}/quotas'],
    z.strictObject({ userId }),
  ),
  getUsers: operation(
    'read',
    'Who users are, by their ids',
    ['POST', '/v1/users/lookup'],
    frame(requests.getUsers, {}),
  ),
  findUsers: operation(
    'read',
    'Users whose names begin so, by page',
    ['GET', '/v1/users'],
    frame(requests.findUsers, {}),
  ),
  listBlocked: operation(
    'read',
    'Whom a user has blocked, by page',
    ['GET', '/v1/users/{userId}/blocks'],
    frame(requests.listBlocked, { userId }),
  ),
  setProfile: operation(
    'manage',
    'Change what a user says of themselves',
    ['PATCH', '/v1/users/{userId}/profile'],
    frame(requests.setProfile, { userId }),
  ),
  markRead: {
    ...operation(
      'manage',
      'Note how far a user has read a room',
      ['PUT', '/v1/users/{userId}/rooms/{room}/read'],
      frame(requests.markRead, { userId }),
    ),
    unnoted: 'moves with all that a user reads, and would bury the rest',
  },
  stats: operation(
    'read',
    'How many are connected, and where',
    ['GET', '/v1/stats'],
    frame(requests.adminStats, {}),
  ),
  createRoom: operation(
    'manage',
    'Create a room',
    ['PUT', ROOM],
    frame(requests.createRoom, {
      /** Whose room it is; without it, the server's own. */
      owner: z.optional(userId),
    }),
  ),
  importMessages: {
    ...operation(
      'manage',
      'Put old messages into a new room, with their own times',
      ['POST', '/v1/rooms/{room}/imports'],
      importRequest,
    ),
    unnoted: 'its first batch is noted',
  },
  updateRoom: operation(
    'manage',
    'Change what a room says of itself',
    ['PATCH', ROOM],
    frame(requests.updateRoom, {}),
  ),
  deleteRoom: operation(
    'manage',
    'Delete a room and all of its messages',
    ['DELETE', ROOM],
    frame(requests.deleteRoom, {}),
  ),
  addMember: operation(
    'manage',
    'Make a user a member; one who left for good is invited',
    ['PUT', MEMBER],
    frame(requests.addMember, {}),
  ),
  setRole: operation('manage', 'Give a member another role', ['PATCH', MEMBER], frame(requests.setRole, {})),
  removeMember: operation(
    'manage',
    'Remove a member, or take an invitation back',
    ['DELETE', MEMBER],
    frame(requests.removeMember, {}),
  ),
  createLink: operation(
    'manage',
    'Make a link that lets so many users into a room',
    ['POST', LINKS],
    frame(requests.createLink, {}),
  ),
  listLinks: operation(
    'read',
    'The links into a room, by page',
    ['GET', LINKS],
    frame(requests.listLinks, {}),
  ),
  revokeLink: operation(
    'manage',
    'Have a link let nobody in any more',
    ['DELETE', `${LINKS}/{link}`],
    frame(requests.revokeLink, {}),
  ),
  banFromRoom: operation(
    'manage',
    'Keep a user out of a room, for good or until a time',
    ['PUT', '/v1/rooms/{room}/bans/{userId}'],
    frame(requests.ban, { room }),
  ),
  unbanFromRoom: operation(
    'manage',
    'Let a user into a room again',
    ['DELETE', '/v1/rooms/{room}/bans/{userId}'],
    frame(requests.unban, { room }),
  ),
  listBansOfRoom: operation(
    'read',
    'Who is kept out of a room, by page',
    ['GET', '/v1/rooms/{room}/bans'],
    frame(requests.listBans, { room }),
  ),
  muteMember: operation(
    'manage',
    'Have a member not speak until a time; 0 ends it',
    ['PUT', '/v1/rooms/{room}/mutes/{userId}'],
    frame(requests.muteMember, {}),
  ),
  deleteMessagesInRoom: operation(
    'manage',
    'Delete what a user wrote in a room in the last hours',
    ['DELETE', `${MEMBER}/messages`],
    frame(requests.deleteMessagesOf, { room }),
  ),
  deleteMessagesOf: operation(
    'manage',
    'Delete what a user wrote in the last hours, everywhere and in the background',
    ['DELETE', '/v1/users/{userId}/messages'],
    everywhere(requests.deleteMessagesOf),
  ),
  ban: operation(
    'manage',
    'Keep a user out altogether, for good or until a time',
    ['PUT', '/v1/bans/{userId}'],
    everywhere(requests.ban),
  ),
  unban: operation(
    'manage',
    'Let a user in again',
    ['DELETE', '/v1/bans/{userId}'],
    everywhere(requests.unban),
  ),
  listBans: operation(
    'read',
    'Who is kept out altogether, by page',
    ['GET', '/v1/bans'],
    everywhere(requests.listBans),
  ),
  listReportsOfRoom: operation(
    'read',
    'Messages of a room that were reported, by page',
    ['GET', '/v1/rooms/{room}/reports'],
    frame(requests.listReports, { room }),
  ),
  listReports: operation(
    'read',
    'Messages that were reported where nobody moderates, by page',
    ['GET', '/v1/reports'],
    everywhere(requests.listReports),
  ),
  resolveReport: operation(
    'manage',
    'Take the reports of a message off the queue',
    ['DELETE', '/v1/rooms/{room}/reports'],
    frame(requests.resolveReport, {}),
  ),
  pinMessage: operation(
    'manage',
    'Keep a message of a room in sight',
    ['POST', '/v1/rooms/{room}/pins'],
    frame(requests.pinMessage, {}),
  ),
  unpinMessage: operation(
    'manage',
    'Keep a message in sight no more',
    ['DELETE', '/v1/rooms/{room}/pins'],
    frame(requests.unpinMessage, {}),
  ),
  audit: operation(
    'manage',
    'Who did what to whom, the newest first, by page',
    ['GET', '/v1/audit'],
    frame(requests.adminAudit, {}),
  ),
  blockUser: operation(
    'manage',
    'Keep somebody from writing to a user, and from inviting them',
    ['PUT', BLOCK],
    z.strictObject({ userId, blocked: userId }),
  ),
  unblockUser: operation(
    'manage',
    'Let them write to the user again',
    ['DELETE', BLOCK],
    z.strictObject({ userId, blocked: userId }),
  ),
  exportUser: operation(
    'manage',
    'What is kept of a user, from a part of the table',
    ['GET', '/v1/users/{userId}/export'],
    z.strictObject({ userId, after: cursor }),
  ),
  eraseUser: {
    ...operation(
      'manage',
      'Erase what a user wrote and their name, from a part of the table',
      ['POST', '/v1/users/{userId}/erasure'],
      z.strictObject({ userId, after: cursor }),
    ),
    unnoted: 'its first page is noted',
  },
  disconnect: operation(
    'manage',
    'Close a connection, or all of a user’s, and keep them out for a time',
    ['POST', '/v1/disconnect'],
    frame(requests.adminDisconnect, {}).check(oneOrAll, untilOfUser),
  ),
} as const;

export type OperationName = keyof typeof operations;

/** The body of a refusal: RFC 9457, with the fields that all of our refusals have. */
export const problem = z.object({
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: errorCode,
  retryAfterMs: z.optional(z.int()),
  issues: z.optional(z.array(issue)),
  reason: z.optional(z.string()),
});
