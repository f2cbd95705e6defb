/** The one table of functions and routes: the local gateway and the CDK app are both made from it, so that they can't drift. */

import { PRESENCE } from './core/presence/tuning.ts';
import { type OperationSpec, operations } from './protocol/operations.ts';

/** DynamoDB's actions, as IAM names them. */
export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem';

/** What a function may do, and no more: infra turns each into the fewest IAM actions and environment variables. */
interface Permissions {
  readonly connections?: readonly TableAction[];
  readonly messages?: readonly TableAction[];
  /** The index of `messages` that lists a user's rooms. */
  readonly memberships?: readonly 'Query'[];
  /** What it does with open connections through the management API. */
  readonly sockets?: readonly ('post' | 'look' | 'close')[];
  /** Verifies access tokens. */
  readonly signIn?: true;
  /** Finds users in the user pool. */
  readonly people?: true;
  /** The secret with the API keys: read it, or make its next version. */
  readonly apiKeys?: 'read' | 'rotate';
  /** Hands events to the webhooks' queue, or takes them from there to the endpoints; where none is configured, neither. */
  readonly webhooks?: 'send' | 'deliver';
  /** Puts off telling that users dropped out, or tells it later; where no leave is put off, neither. */
  readonly departures?: 'put off' | 'tell';
  /** Invokes the fan-out function. */
  readonly fanOut?: true;
  /** Asks the deployment's own function about messages; where there is none, it asks nobody. */
  readonly messageHook?: true;
  /** Publishes metrics, as log lines. */
  readonly metrics?: true;
}

export interface FunctionSpec<Handler extends string = string> {
  /** A file under handlers/, without `.ts`; also the function's name. */
  readonly handler: Handler;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly permissions: Permissions;
  /** It starts itself again on purpose, directly or over its queue. Lambda would otherwise stop it after 16 rounds. */
  readonly startsItself?: true;
}

export interface RouteSpec<Handler extends string = string> extends FunctionSpec<Handler> {
  readonly routeKey: string;
  /** False for one-way routes: the client hears nothing, unless the handler pushes. */
  readonly replies: boolean;
}

/** API Gateway itself replies, without a function. */
export interface MockRouteSpec {
  readonly routeKey: string;
  readonly answer: string;
}

/** How the webhooks' queue feeds its function. */
export const WEBHOOK_QUEUE = {
  /** What a batch waits for, whichever comes first. */
  batch: { records: 100, seconds: 2 },
  /** How many batches are delivered at once. */
  concurrency: 5,
  /** After so many deliveries a record goes to the dead-letter queue: about four hours, with the waits between. */
  tries: 8,
  /** AWS asks for six times the function's own time, so that a slow batch is not given out twice. */
  visibilitySeconds: 360,
  retentionDays: 4,
} as const;

export const PUBLISH_PATH = '/publish';

/** How the departures' queue feeds its function. */
export const DEPARTURE_QUEUE = {
  batch: { records: PRESENCE.departuresAtOnce, seconds: 2 },
  concurrency: 5,
  tries: 5,
  visibilitySeconds: 180,
  retentionDays: 1,
} as const;

/** `{name}` in a path stands for any one segment of it. */
type HttpRouteSpec = Readonly<Pick<OperationSpec<unknown>, 'method'> & { path: string }>;

/** What starts a function that no frame selects. */
export type Trigger =
  | { readonly kind: 'http'; readonly routes: readonly HttpRouteSpec[] }
  | { readonly kind: 'schedule'; readonly everySeconds: number }
  | { readonly kind: 'rotation' }
  /** Calls of the user pool, as CloudTrail records them. */
  | { readonly kind: 'user-changes'; readonly calls: readonly string[] }
  | { readonly kind: 'webhooks' }
  | { readonly kind: 'departures' }
  | { readonly kind: 'fan-out' };

export interface TriggeredSpec<Handler extends string = string> extends FunctionSpec<Handler> {
  readonly trigger: Trigger;
}

interface Sizing {
  readonly replies?: boolean;
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
}

const route = <Handler extends string>(
  routeKey: string,
  handler: Handler,
  permissions: Permissions,
  { replies = true, memoryMb = 512, timeoutSeconds = 10 }: Sizing = {},
): RouteSpec<Handler> => ({ routeKey, handler, permissions, replies, memoryMb, timeoutSeconds });

/** Several actions that one function serves, since they need the same. */
const routes = <Handler extends string>(
  routeKeys: readonly string[],
  handler: Handler,
  permissions: Permissions,
  sizing?: Sizing,
): readonly RouteSpec<Handler>[] => routeKeys.map(routeKey => route(routeKey, handler, permissions, sizing));

export const AUTHORIZER = {
  handler: 'authorizer',
  memoryMb: 512,
  timeoutSeconds: 10,
  permissions: { signIn: true },
} as const satisfies FunctionSpec;

/** API Gateway picks a route by this member of a frame's JSON body. */
export const ROUTE_SELECTION = '$request.body.action';

/** A join reads the room and its log, and tells who is there. */
const JOIN: Permissions = {
  connections: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
  messages: ['GetItem', 'Query', 'UpdateItem'],
  sockets: ['post'],
  webhooks: 'send',
};
/** Changes who is invited, and tells them. */
const INVITE = {
  connections: ['Query'],
  messages: ['GetItem', 'UpdateItem'],
  sockets: ['post'],
} as const satisfies Permissions;
/** Reads a log that it may have to begin. */
const READ_LOG: Permissions = { messages: ['GetItem', 'Query', 'UpdateItem'] };
/** Adds an entry to a log, and tells everyone in the room; a connection that is gone is removed, and closed in case it is not. */
const SPEAK = {
  connections: ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'],
  messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
  sockets: ['post', 'close'],
  fanOut: true,
  webhooks: 'send',
  departures: 'put off',
  metrics: true,
} as const satisfies Permissions;

/** Ends connections of a user, and tells their rooms; keeps account of who may connect. */
const END: Permissions = {
  connections: ['Query', 'DeleteItem'],
  messages: ['Query', 'UpdateItem'],
  sockets: ['post', 'close'],
  webhooks: 'send',
};
/** They may come back, with a new token or on another connection: then nobody is told. */
const END_FOR_NOW: Permissions = {
  ...END,
  messages: ['Query', 'PutItem', 'UpdateItem'],
  departures: 'put off',
};

/** Ends connections, or their places in a room, and keeps account of who may come. */
const MODERATE: Permissions = {
  connections: ['Query', 'UpdateItem', 'DeleteItem'],
  messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
  memberships: ['Query'],
  sockets: ['post', 'close'],
  webhooks: 'send',
};

export const ROUTES = [
  route('$connect', 'connect', {
    ...END_FOR_NOW,
    connections: ['Query', 'PutItem', 'DeleteItem'],
    // The count of all, where they are held to a limit.
    messages: ['GetItem', 'PutItem', 'UpdateItem'],
  }),
  route(
    '$disconnect',
    'disconnect',
    {
      connections: ['Query', 'DeleteItem'],
      messages: ['PutItem', 'UpdateItem'],
      sockets: ['post'],
      webhooks: 'send',
      departures: 'put off',
      metrics: true,
    },
    { replies: false },
  ),
  route('$default', 'default', {}),
  route('joinRoom', 'join-room', JOIN),
  route('joinRooms', 'join-rooms', JOIN, { timeoutSeconds: 29 }),
  route('leaveRoom', 'leave-room', {
    connections: ['Query', 'UpdateItem', 'DeleteItem'],
    messages: ['Query', 'UpdateItem'],
    sockets: ['post'],
    webhooks: 'send',
  }),
  route(
    'sendMessage',
    'send-message',
    // A public room moves in the list of those where people talk.
    { ...SPEAK, messages: [...SPEAK.messages, 'DeleteItem'], messageHook: true },
    { timeoutSeconds: 29 },
  ),
  ...routes(
    ['editMessage', 'updateRoom', 'pinMessage', 'unpinMessage'],
    'edit-message',
    { ...SPEAK, messageHook: true },
    {
      timeoutSeconds: 29,
    },
  ),
  ...routes(['deleteMessage', 'deleteMessagesOf'], 'delete-message', SPEAK, { timeoutSeconds: 29 }),
  route('history', 'history', READ_LOG),
  route('sync', 'sync', READ_LOG, { timeoutSeconds: 29 }),
  route('view', 'view', { connections: ['Query', 'UpdateItem'], messages: ['GetItem', 'Query'] }),
  ...routes(['presence', 'discoverRooms'], 'presence', {
    connections: ['Query'],
    messages: ['GetItem', 'BatchGetItem', 'Query'],
  }),
  route('typing', 'typing', {
    connections: ['GetItem', 'Query'],
    messages: ['GetItem', 'UpdateItem'],
    sockets: ['post'],
  }),
  route('markRead', 'mark-read', {
    connections: ['GetItem', 'Query'],
    messages: ['GetItem', 'Query', 'UpdateItem'],
    sockets: ['post'],
  }),
  route('createRoom', 'create-room', {
    connections: ['Query', 'UpdateItem', 'DeleteItem'],
    messages: ['GetItem', 'Query', 'UpdateItem'],
    sockets: ['post'],
    webhooks: 'send',
  }),
  route('addMember', 'add-member', { ...INVITE, messages: [...INVITE.messages, 'PutItem'] }),
  ...routes(['answerInvitation', 'createLink', 'listLinks', 'revokeLink', 'useLink'], 'answer-invitation', {
    ...INVITE,
    messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
  }),
  ...routes(['removeMember', 'setRole', 'deleteRoom'], 'remove-member', {
    connections: ['Query', 'UpdateItem', 'DeleteItem'],
    messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    sockets: ['post'],
    webhooks: 'send',
  }),
  ...routes(
    ['ban', 'unban', 'listBans', 'muteMember', 'listReports', 'resolveReport', 'adminAudit'],
    'moderate',
    MODERATE,
    { timeoutSeconds: 29 },
  ),
  ...routes(
    [
      'blockUser',
      'unblockUser',
      'listBlocked',
      'getUsers',
      'findUsers',
      'setProfile',
      'requestMyData',
      'reportMessage',
    ],
    'people',
    {
      messages: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      memberships: ['Query'],
    },
  ),
  ...routes(['listRooms', 'getRoom', 'listMembers'], 'list-rooms', {
    messages: ['GetItem', 'Query'],
    memberships: ['Query'],
  }),
  route('listInvitations', 'list-invitations', { memberships: ['Query'] }),
  ...routes(
    ['adminStats', 'adminFind', 'adminRoom'],
    'admin-stats',
    {
      connections: ['Scan', 'Query'],
      messages: ['GetItem', 'PutItem', 'Query'],
      people: true,
    },
    { timeoutSeconds: 29 },
  ),
  route(
    'adminDisconnect',
    'admin-disconnect',
    // A connection of which only the id is known is found by a scan.
    {
      ...END,
      connections: ['Scan', 'Query', 'DeleteItem'],
      messages: ['Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    },
    { timeoutSeconds: 29 },
  ),
] as const satisfies readonly RouteSpec[];

export const MOCK_ROUTES: readonly MockRouteSpec[] = [{ routeKey: 'ping', answer: '{"type":"pong"}' }];

/**
 * What can happen to a user that the tokens they hold do not say. Not `RevokeToken`: it ends one session of several, and
 * every sign-out calls it.
 */
const USER_CHANGES = [
  'AdminDeleteUser',
  'AdminDisableUser',
  'AdminRemoveUserFromGroup',
  'AdminUserGlobalSignOut',
  'DeleteUser',
  'GlobalSignOut',
] as const;

/** How often the sweeper runs. */
export const SWEEP_SECONDS = 60;

const triggered = <Handler extends string>(spec: TriggeredSpec<Handler>): TriggeredSpec<Handler> => spec;

/** The functions that no frame selects. */
export const TRIGGERED = [
  triggered({
    handler: 'publish',
    memoryMb: 512,
    timeoutSeconds: 29,
    trigger: { kind: 'http', routes: [{ method: 'POST', path: PUBLISH_PATH }] },
    permissions: {
      connections: ['Query', 'UpdateItem', 'DeleteItem'],
      messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      sockets: ['post', 'close'],
      apiKeys: 'read',
      fanOut: true,
      messageHook: true,
      webhooks: 'send',
      departures: 'put off',
      metrics: true,
    },
  }),
  triggered({
    handler: 'server-api',
    memoryMb: 512,
    timeoutSeconds: 29,
    // One function for all: an operation is called too seldom to keep one of its own warm.
    trigger: {
      kind: 'http',
      routes: Object.values(operations).map(({ method, path }) => ({ method, path })),
    },
    permissions: {
      connections: ['Query', 'Scan', 'UpdateItem', 'DeleteItem'],
      messages: ['GetItem', 'BatchGetItem', 'Scan', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      memberships: ['Query'],
      sockets: ['post', 'close'],
      apiKeys: 'read',
      fanOut: true,
      messageHook: true,
      webhooks: 'send',
      departures: 'put off',
      metrics: true,
    },
  }),
  triggered({
    handler: 'rotate-secret',
    memoryMb: 256,
    timeoutSeconds: 30,
    trigger: { kind: 'rotation' },
    permissions: { apiKeys: 'rotate' },
  }),
  triggered({
    handler: 'fanout',
    memoryMb: 1_024,
    // As long as Lambda allows: a busy room keeps one at work, and each handing over costs it a pause.
    timeoutSeconds: 900,
    startsItself: true,
    trigger: { kind: 'fan-out' },
    permissions: {
      connections: ['Query', 'UpdateItem', 'DeleteItem'],
      messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
      sockets: ['post', 'close'],
      fanOut: true,
      webhooks: 'send',
      departures: 'put off',
      metrics: true,
    },
  }),
  triggered({
    handler: 'sweeper',
    memoryMb: 1_024,
    timeoutSeconds: 300,
    trigger: { kind: 'schedule', everySeconds: SWEEP_SECONDS },
    permissions: {
      connections: ['Scan', 'Query', 'UpdateItem', 'DeleteItem'],
      // What is left of deleted rooms goes here, and what moderators want gone of a user.
      messages: ['GetItem', 'Scan', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      sockets: ['post', 'look', 'close'],
      metrics: true,
      fanOut: true,
      webhooks: 'send',
      departures: 'put off',
    },
  }),
  triggered({
    handler: 'user-changed',
    memoryMb: 512,
    timeoutSeconds: 30,
    trigger: { kind: 'user-changes', calls: USER_CHANGES },
    permissions: END_FOR_NOW,
  }),
  triggered({
    handler: 'webhooks',
    memoryMb: 512,
    timeoutSeconds: 60,
    startsItself: true,
    trigger: { kind: 'webhooks' },
    permissions: { apiKeys: 'read', webhooks: 'deliver' },
  }),
  triggered({
    handler: 'departures',
    memoryMb: 512,
    timeoutSeconds: 30,
    trigger: { kind: 'departures' },
    permissions: {
      connections: ['Query'],
      messages: ['Query', 'UpdateItem'],
      sockets: ['post'],
      departures: 'tell',
    },
  }),
] as const;

export type HandlerName = (
  | typeof AUTHORIZER
  | (typeof ROUTES)[number]
  | (typeof TRIGGERED)[number]
)['handler'];

/** Each function once, however many routes it serves. */
export const FUNCTIONS: readonly FunctionSpec<HandlerName>[] = [AUTHORIZER, ...ROUTES, ...TRIGGERED].filter(
  ({ handler }, index, all) => all.findIndex(other => other.handler === handler) === index,
);

export const HANDLERS: readonly HandlerName[] = FUNCTIONS.map(({ handler }) => handler);
