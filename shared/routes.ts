/** The one table of functions and routes: the local gateway and the CDK app are both made from it, so that they can't drift. */

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

/** What a function may touch, and no more: infra turns each into the least IAM actions and the least environment. */
interface Touches {
  readonly connections?: readonly TableAction[];
  readonly messages?: readonly TableAction[];
  /** The index of `messages` that lists a user's rooms. */
  readonly memberships?: readonly 'Query'[];
  /** What it does with open connections through the management API. */
  readonly sockets?: readonly ('post' | 'look' | 'close')[];
  /** Verifies access tokens. */
  readonly signIn?: true;
  /** The secret with the API keys: read it, or make its next version. */
  readonly apiKeys?: 'read' | 'rotate';
  /** Hands events to the webhooks' queue, or takes them from there to the endpoints; where none is configured, neither. */
  readonly webhooks?: 'send' | 'deliver';
  /** Invokes the fan-out function. */
  readonly fanOut?: true;
  /** Publishes metrics, as log lines. */
  readonly metrics?: true;
}

/** A file under handlers/, without `.ts`; also the function's name. */
export type HandlerName =
  | 'add-member'
  | 'admin-disconnect'
  | 'admin-stats'
  | 'authorizer'
  | 'connect'
  | 'create-room'
  | 'default'
  | 'delete-message'
  | 'disconnect'
  | 'edit-message'
  | 'fanout'
  | 'history'
  | 'join-room'
  | 'join-rooms'
  | 'leave-room'
  | 'list-rooms'
  | 'mark-read'
  | 'presence'
  | 'publish'
  | 'remove-member'
  | 'rotate-secret'
  | 'send-message'
  | 'sweeper'
  | 'sync'
  | 'typing'
  | 'webhooks';

export interface FunctionSpec {
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly touches: Touches;
}

export interface RouteSpec extends FunctionSpec {
  readonly routeKey: string;
  /** False for one-way routes: the client hears nothing, unless the handler pushes. */
  readonly replies: boolean;
}

/** Answered by API Gateway itself, without a function. */
export interface MockRouteSpec {
  readonly routeKey: string;
  readonly answer: string;
}

/** How the webhooks' queue feeds its function. */
export const WEBHOOK_QUEUE = {
  /** What a batch waits for, whichever comes first. */
  batch: { letters: 100, seconds: 2 },
  /** How many batches are delivered at once. */
  concurrency: 5,
  /** After so many a letter is dead: with the back-off between them, after about four hours. */
  tries: 8,
  /** AWS asks for six times the function's own time, so that a slow batch is not given out twice. */
  visibilitySeconds: 360,
  retentionDays: 4,
} as const;

/** What starts a function that no frame selects. */
export type Trigger =
  | { readonly kind: 'http'; readonly method: 'POST'; readonly path: string }
  | { readonly kind: 'schedule'; readonly everySeconds: number }
  | { readonly kind: 'rotation' }
  | { readonly kind: 'webhooks' }
  | { readonly kind: 'fan-out' };

export interface TriggeredSpec extends FunctionSpec {
  readonly trigger: Trigger;
}

interface Sizing {
  readonly replies?: boolean;
  readonly memoryMb?: number;
  readonly timeoutSeconds?: number;
}

const route = (
  routeKey: string,
  handler: HandlerName,
  touches: Touches,
  { replies = true, memoryMb = 512, timeoutSeconds = 10 }: Sizing = {},
): RouteSpec => ({ routeKey, handler, touches, replies, memoryMb, timeoutSeconds });

export const AUTHORIZER: FunctionSpec = {
  handler: 'authorizer',
  memoryMb: 512,
  timeoutSeconds: 10,
  touches: { signIn: true },
};

/** API Gateway picks a route by this member of a frame's JSON body. */
export const ROUTE_SELECTION = '$request.body.action';

/** A join reads the room and its log, and tells who is there. */
const JOIN: Touches = {
  connections: ['Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
  messages: ['GetItem', 'Query', 'UpdateItem'],
  sockets: ['post'],
  webhooks: 'send',
};
/** Reads a log that it may have to begin. */
const READ_LOG: Touches = { messages: ['GetItem', 'Query', 'UpdateItem'] };
/** Changes a message, and tells everyone in the room; whoever is gone is removed. */
const CHANGE: Touches = {
  connections: ['GetItem', 'Query', 'UpdateItem', 'DeleteItem'],
  messages: ['GetItem', 'Query', 'UpdateItem'],
  sockets: ['post'],
  fanOut: true,
  webhooks: 'send',
};

export const ROUTES: readonly RouteSpec[] = [
  route('$connect', 'connect', { connections: ['PutItem'], webhooks: 'send' }),
  route(
    '$disconnect',
    'disconnect',
    { connections: ['Query', 'DeleteItem'], sockets: ['post'], webhooks: 'send' },
    { replies: false },
  ),
  route('$default', 'default', {}),
  route('joinRoom', 'join-room', JOIN),
  route('joinRooms', 'join-rooms', JOIN, { timeoutSeconds: 29 }),
  route('leaveRoom', 'leave-room', {
    connections: ['Query', 'UpdateItem', 'DeleteItem'],
    sockets: ['post'],
    webhooks: 'send',
  }),
  route(
    'sendMessage',
    'send-message',
    { ...CHANGE, messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
    { timeoutSeconds: 29 },
  ),
  route('editMessage', 'edit-message', CHANGE, { timeoutSeconds: 29 }),
  route('deleteMessage', 'delete-message', CHANGE, { timeoutSeconds: 29 }),
  route('history', 'history', READ_LOG),
  route('sync', 'sync', READ_LOG, { timeoutSeconds: 29 }),
  route('presence', 'presence', { connections: ['Query'], messages: ['GetItem', 'Query'] }),
  route('typing', 'typing', { connections: ['GetItem', 'Query'], sockets: ['post'] }),
  route('markRead', 'mark-read', {
    connections: ['GetItem', 'Query'],
    messages: ['GetItem', 'UpdateItem'],
    sockets: ['post'],
  }),
  route('createRoom', 'create-room', {
    connections: ['Query', 'UpdateItem', 'DeleteItem'],
    messages: ['GetItem', 'Query', 'UpdateItem'],
    webhooks: 'send',
  }),
  route('addMember', 'add-member', { messages: ['GetItem', 'UpdateItem'] }),
  route('removeMember', 'remove-member', {
    connections: ['Query', 'UpdateItem', 'DeleteItem'],
    messages: ['GetItem', 'DeleteItem'],
    sockets: ['post'],
    webhooks: 'send',
  }),
  route('listRooms', 'list-rooms', { messages: ['Query'], memberships: ['Query'] }),
  route('adminStats', 'admin-stats', { connections: ['Scan'], messages: ['GetItem', 'PutItem'] }),
  route('adminDisconnect', 'admin-disconnect', {
    connections: ['Query', 'DeleteItem'],
    sockets: ['post', 'close'],
    webhooks: 'send',
  }),
];

export const MOCK_ROUTES: readonly MockRouteSpec[] = [{ routeKey: 'ping', answer: '{"type":"pong"}' }];

/** How often the sweeper runs. */
export const SWEEP_SECONDS = 60;

/** The functions that no frame selects. */
export const TRIGGERED: readonly TriggeredSpec[] = [
  {
    handler: 'publish',
    memoryMb: 512,
    timeoutSeconds: 29,
    trigger: { kind: 'http', method: 'POST', path: '/publish' },
    touches: {
      connections: ['Query', 'UpdateItem', 'DeleteItem'],
      messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
      sockets: ['post'],
      apiKeys: 'read',
      fanOut: true,
      webhooks: 'send',
    },
  },
  {
    handler: 'rotate-secret',
    memoryMb: 256,
    timeoutSeconds: 30,
    trigger: { kind: 'rotation' },
    touches: { apiKeys: 'rotate' },
  },
  {
    handler: 'fanout',
    memoryMb: 1_024,
    // As long as Lambda allows: a busy room keeps one at work, and each handing over costs it a pause.
    timeoutSeconds: 900,
    trigger: { kind: 'fan-out' },
    touches: {
      connections: ['Query', 'UpdateItem', 'DeleteItem'],
      messages: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
      sockets: ['post', 'close'],
      fanOut: true,
      webhooks: 'send',
    },
  },
  {
    handler: 'sweeper',
    memoryMb: 1_024,
    timeoutSeconds: 300,
    trigger: { kind: 'schedule', everySeconds: SWEEP_SECONDS },
    touches: {
      connections: ['Scan', 'Query', 'UpdateItem', 'DeleteItem'],
      messages: ['PutItem'],
      sockets: ['post', 'look', 'close'],
      metrics: true,
      webhooks: 'send',
    },
  },
  {
    handler: 'webhooks',
    memoryMb: 512,
    timeoutSeconds: 60,
    trigger: { kind: 'webhooks' },
    touches: { apiKeys: 'read', webhooks: 'deliver' },
  },
];
