/** Every function of the route table, with events that are almost what AWS sends, or anything at all. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import { $ZodError } from 'zod/v4/core';
import { contextOf } from '../../../emulator/lambda/function.ts';
import type { Container } from '../../../handlers/deps.ts';
import { containerIn } from '../../../local/container.ts';
import { functionsIn } from '../../../local/functions.ts';
import { errorReply, ProtocolError, type Push, pushes, replies } from '../../../shared/protocol/index.ts';
import { operations } from '../../../shared/protocol/operations.ts';
import { AUTHORIZER, HANDLERS, ROUTES, TRIGGERED } from '../../../shared/routes.ts';
import { testServer } from '../../support/server.ts';
import { frameOf } from '../corpus/frames.ts';
import { mutated, oneOf } from '../mutate.ts';
import { answered, isRecord, type Json, type SurfaceKind } from '../surface.ts';

/** The clock of the functions starts here, so that the times of the corpus stay times of the day. */
const START = Date.UTC(2026, 0, 1);
const YEAR_2100 = 4_102_444_800;

const user = (userId: string, groups: string) => ({
  userId,
  name: userId,
  groups,
  iat: START / 1_000,
  exp: YEAR_2100,
});

const socketEvent = (routeKey: string, who = user('alice', '["admins"]'), body?: object): Json => ({
  requestContext: {
    routeKey,
    connectionId: `${who.userId}AAAAAAAAAAAA=`.slice(-13),
    requestId: 'request-1',
    connectedAt: START,
    requestTimeEpoch: START,
    authorizer: who,
  },
  headers: { 'Sec-WebSocket-Protocol': 'messaging.v1, bearer.x.y.z' },
  ...(body && { body: JSON.stringify(body) }),
});

const httpEvent = (apiKey: string, body: object) => ({
  headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify(body),
  isBase64Encoded: false,
  requestContext: { requestId: 'request-1', timeEpoch: START },
});

const message = {
  type: 'message' as const,
  room: 'general',
  epoch: 'e1',
  seq: 1,
  ordinal: 1,
  messageId: 'message-1',
  from: { userId: 'alice', name: 'alice' },
  text: 'Hello, Bob!',
  sentAt: START,
};
const { type: _type, ...told } = message;
const letter = (body: Json): Json => ({
  Records: [
    {
      messageId: 'm1',
      receiptHandle: 'h1',
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: '1' },
    },
  ],
});
const receiver = {
  ...{ userId: 'bob', name: 'bob', connectionId: 'AAAAAAAAAAAA=' },
  ...{ connectedAt: START, upgraded: true },
};
const segment: Json = {
  kind: 'segment',
  room: 'general',
  frames: ['{"type":"message"}'],
  after: 'a',
  upTo: 'z',
};
/** Stands for a key that is known, whatever it is in this run. */
const API_KEY = 'the-api-key';

/** What the operations of the server API take, by the names of the fields. */
const FIELDS: Readonly<Record<string, unknown>> = {
  ...{ room: 'general', userId: 'bob', blocked: 'carol', userIds: ['bob'], owner: 'bob', prefix: 'bo' },
  ...{ kind: 'private', role: 'member', name: 'The room', text: 'Hello', reason: 'Spam' },
  ...{ seq: 1, limit: 5, hours: 1, until: START, uses: 3, link: 'A'.repeat(22), displayName: 'Bob B.' },
};
const OWN_FIELDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  publishBatch: { batch: [{ room: 'general', data: { a: 1 } }] },
  importMessages: {
    ...{ room: 'moved', after: 0 },
    batch: [{ from: { userId: 'ann', name: 'Ann' }, sentAt: START - 1, text: 'Long ago' }],
  },
};

/** What triggers the functions that no frame selects. */
const EVENTS: Readonly<Record<string, readonly Json[]>> = {
  authorizer: [
    {
      methodArn: 'arn:aws:execute-api:us-east-1:123456789012:api/local/$connect',
      headers: { Authorization: 'Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2ln' },
      queryStringParameters: { token: 'a.b.c' },
    },
  ],
  publish: [
    httpEvent(API_KEY, {
      room: 'general',
      text: 'Published',
      messageId: 'publish-1',
      from: { name: 'News' },
    }),
    httpEvent(API_KEY, {
      batch: [
        { room: 'general', data: { a: 1 } },
        { room: 'other', text: 'Two' },
      ],
    }),
  ],
  'server-api': Object.entries(operations).map(([name, { method, path, input }]) => {
    const given = Object.entries({ ...FIELDS, ...OWN_FIELDS[name] }).filter(
      ([field]) => field in input.shape,
    );
    const isInPath = ([field]: [string, unknown]) => path.includes(`{${field}}`);
    const inQuery = method === 'GET' || method === 'DELETE';
    const rest = given.filter(field => !isInPath(field));
    const { body, ...event } = httpEvent('key_local-server-api', Object.fromEntries(rest));
    return {
      ...event,
      routeKey: `${method} ${path}`,
      pathParameters: Object.fromEntries(
        given.filter(isInPath).map(([field, value]) => [field, String(value)]),
      ),
      ...(inQuery
        ? { queryStringParameters: Object.fromEntries(rest.map(([field, value]) => [field, String(value)])) }
        : { body }),
    };
  }),
  'rotate-secret': ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map(Step => ({
    Step,
    SecretId: 'messaging/keys',
    ClientRequestToken: '00000000-0000-4000-8000-000000000001',
  })),
  fanout: [
    { kind: 'pump', room: 'general', seq: 1 },
    segment,
    {
      kind: 'lagging',
      room: 'general',
      receivers: [receiver],
      push: message,
    },
    letter({ requestPayload: segment }),
  ],
  sweeper: [{ 'detail-type': 'Scheduled Event' }],
  'user-changed': ['AdminDisableUser', 'AdminRemoveUserFromGroup'].map(eventName => ({
    source: 'aws.cognito-idp',
    detail: { eventName, eventTime: '2026-01-01T00:00:00Z', additionalEventData: { sub: 'dora' } },
  })),
  webhooks: [
    letter({
      events: [{ type: 'message.sent', id: 'evt_1', at: START, message: told }],
      to: 'http://127.0.0.1/',
    }),
  ],
};

interface Input {
  readonly handler: string;
  readonly event: Json;
}

/** What was found once: it stays refused. */
const FOUND: readonly Input[] = [
  { handler: 'fanout', event: { kind: 'segment', room: 'general', frames: [], after: '0', upTo: '' } },
  { handler: 'fanout', event: { Records: [{ body: 'nonsense' }] } },
  // No key of the table, and no number that it can hold.
  {
    handler: 'fanout',
    event: { kind: 'lagging', room: 'é'.repeat(1_100), receivers: [receiver], push: message },
  },
  {
    handler: 'connect',
    event: {
      requestContext: {
        ...{ routeKey: '$connect', connectionId: 'AAAAAAAAAAAA=', requestId: 'request-1' },
        ...{ connectedAt: -1e308, requestTimeEpoch: START, authorizer: user('bob', '[]') },
      },
    },
  },
  {
    handler: 'user-changed',
    event: {
      detail: {
        eventName: 'AdminDisableUser',
        eventTime: '2026-01-01T00:00:00Z',
        additionalEventData: { sub: '' },
      },
    },
  },
];

const inputs: Input[] = [
  ...FOUND,
  ...ROUTES.flatMap(({ handler, routeKey }) => {
    const body = routeKey.startsWith('$') ? undefined : frameOf(routeKey);
    const bob = user('bob', '[]');
    return [
      { handler, event: socketEvent(routeKey, undefined, body) },
      { handler, event: socketEvent(routeKey, bob, body) },
    ];
  }),
  ...[AUTHORIZER, ...TRIGGERED].flatMap(({ handler }) =>
    (EVENTS[handler] ?? []).map(event => ({ handler, event })),
  ),
];

function inputOf(value: Json): Input {
  if (!isRecord(value) || typeof value.handler !== 'string' || value.event === undefined)
    throw new Error('an input is {"handler": a name, "event": anything}');
  return { handler: value.handler, event: value.event };
}

const isSchema = (value: unknown): value is { parse(value: unknown): unknown } =>
  typeof value === 'object' && value !== null && 'parse' in value;

/** What the client is sent must be what the protocol says. */
function checkReply(handler: string, result: unknown): void {
  const body = isRecord(result) && typeof result.body === 'string' ? JSON.parse(result.body) : undefined;
  if (body === undefined) return;
  if (body.code === 'INTERNAL') throw new Error(`an event made ${handler} answer INTERNAL`);
  const { type, action } = body;
  if (type === 'error') errorReply.parse(body);
  else if (Object.hasOwn(replies, action)) replies[action as keyof typeof replies].parse(body);
}

function checkPush(frame: Buffer): void {
  if (frame.length > 131_072) throw new Error(`a push of ${frame.length} bytes`);
  const push: Push = JSON.parse(frame.toString());
  const schema = pushes[push.type];
  if (isSchema(schema)) schema.parse(push);
}

/** A function may refuse an event that its trigger never sends, and say so; of anything else it must not die. */
function isRefusal(handler: string, error: unknown): boolean {
  if (error instanceof $ZodError || error instanceof ProtocolError) return true;
  if (handler === AUTHORIZER.handler) return error instanceof Error && error.message === 'Unauthorized';
  // Secrets Manager's own word on a secret or a version that is none.
  return (
    handler === 'rotate-secret' && error instanceof Error && '$fault' in error && error.$fault === 'client'
  );
}

const TIME = { memoryMb: 512, timeoutSeconds: 15 };
const nothing = () => {};

export const handlers: SurfaceKind = {
  corpus: inputs.map(input => ({ ...input })),
  isGuided: true,

  async start() {
    const endpoint = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await new Promise(resolve => endpoint.once('listening', resolve));
    const address = endpoint.address();
    if (typeof address !== 'object' || address === null) throw new Error('the endpoint has no port');
    const urls = [`http://127.0.0.1:${address.port}/`];
    const server = await testServer({ webhooks: { urls } });
    const began = performance.now();
    /** What an invocation logged as an error that nobody expected. */
    const logged = new AsyncLocalStorage<unknown[]>();
    const container: Container = containerIn(
      {
        dynamodbEndpoint: server.dynamodb.endpoint,
        managementEndpoint: server.managementUrl,
        awsEndpoint: server.httpUrl,
        secretId: server.secretsManager.secretId,
        tokenIssuer: `${server.cognito.endpoint}/${server.cognito.userPoolId}`,
        clientId: server.cognito.clientId,
        webhooks: { queueUrl: Object.values(server.sqs.queues)[0] ?? '', urls },
        settings: { SENDER_MESSAGES_PER_SECOND: '0', ROOM_MESSAGES_PER_SECOND: '0' },
      },
      {
        clock: {
          now: () => START + Math.floor(performance.now() - began),
          monotonic: () => performance.now(),
          sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
          random: Math.random,
        },
        poster: {
          async post(_, frame) {
            checkPush(frame);
            return 'posted';
          },
          disconnect: async () => true,
          isConnected: async () => true,
        },
        fanOutFunction: { start: async () => {}, run: async () => ({ posts: 0, passedOver: 0 }) },
        logger: { warn: nothing, error: (_, { error }) => logged.getStore()?.push(error) },
      },
    );
    const functions = functionsIn(container);

    return {
      concurrency: 8,

      draw(random, pool) {
        const input = inputOf(oneOf(random, pool));
        const { event } = input;
        if (random() < 0.02) return { handler: oneOf(random, HANDLERS), event: mutated(random, event, pool) };
        return { ...input, event: mutated(random, event, pool) };
      },

      async run(value) {
        const { handler, event } = inputOf(value);
        const fn = functions[handler];
        if (!fn) throw new Error(`there is no function ${handler}`);
        const known: unknown = JSON.parse(JSON.stringify(event).replaceAll(API_KEY, server.publish.apiKey));
        const context = contextOf({ handler, ...TIME }, 'request-1');
        // It may throw before its first await.
        const invoke = async () => fn(known, context);
        const errors: unknown[] = [];
        try {
          checkReply(handler, await logged.run(errors, () => answered(handler, invoke())));
        } catch (error) {
          if (!isRefusal(handler, error)) throw errors.find(one => one instanceof Error) ?? error;
        }
      },

      async stop() {
        await server.close();
        endpoint.close();
        endpoint.closeAllConnections();
        return [];
      },
    };
  },
};
