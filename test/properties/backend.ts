/** The real handlers in several containers, without a gateway: frames in, replies out, posts to whoever is connected. */

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { contextOf } from '../../emulator/lambda/function.ts';
import { containerIn } from '../../local/container.ts';
import { functionsIn } from '../../local/functions.ts';
import { TABLES } from '../../local/store.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import type { Clock, Connection, Poster } from '../../shared/core/ports.ts';
import type { Entry } from '../../shared/protocol/index.ts';
import { ROUTES } from '../../shared/routes.ts';
import type { Frame } from '../support/socket.ts';

export interface BackendOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly clock: Clock;
  readonly post: Poster['post'];
  /** Of the room ids in the store, which may hold other runs' too. */
  readonly prefix: string;
}

export interface Backend {
  connect(connection: Connection): Promise<void>;
  /** $disconnect, which is best effort: whoever does not call it has lost it. */
  disconnect(connection: Connection): Promise<void>;
  request(connection: Connection, frame: Frame): Promise<Frame>;
  log(room: string): Promise<Entry[]>;
}

/** As few as show what one of them does not know of the other. */
const CONTAINERS = 2;
const LONGEST_LOG = 100;

const specOf = (routeKey: string) => {
  const found = ROUTES.find(route => route.routeKey === routeKey);
  if (!found) throw new Error(`there is no route ${routeKey}`);
  return found;
};

export function createBackend({ documents, clock, post, prefix }: BackendOptions): Backend {
  const containers = Array.from({ length: CONTAINERS }, () =>
    functionsIn(
      containerIn(
        {
          dynamodbEndpoint: 'http://127.0.0.1:1',
          managementEndpoint: 'http://127.0.0.1:1',
          awsEndpoint: 'http://127.0.0.1:1',
          secretId: 'none',
          tokenIssuer: 'none',
          clientId: 'none',
          settings: {
            DIRECT_MEMBERSHIP: 'true',
            PRESENCE_LIMIT: '0',
            SENDER_MESSAGES_PER_SECOND: '0',
            ROOM_MESSAGES_PER_SECOND: '0',
          },
        },
        {
          documents,
          clock,
          poster: { post, disconnect: async () => true, isConnected: async () => true },
          logger: { warn() {}, error: (what, details) => console.error(what, details) },
        },
      ),
    ),
  );
  let invocations = 0;

  async function invoke(routeKey: string, connection: Connection, body?: string): Promise<Frame> {
    const functions = containers[invocations++ % CONTAINERS] ?? {};
    const { connectionId, userId, name, connectedAt, expiresAt } = connection;
    const spec = specOf(routeKey);
    const event = {
      requestContext: {
        connectionId,
        requestId: `request-${invocations}`,
        connectedAt,
        requestTimeEpoch: clock.now(),
        authorizer: { userId, name, groups: '', exp: expiresAt },
      },
      ...(body !== undefined && { body }),
    };
    return functions[spec.handler]?.(event, contextOf(spec, event.requestContext.requestId));
  }

  return {
    connect: async connection => void (await invoke('$connect', connection)),
    disconnect: async connection => void (await invoke('$disconnect', connection)),
    async request(connection, frame) {
      const { body } = await invoke(
        frame.action,
        connection,
        JSON.stringify({ ...frame, room: `${prefix}${frame.room}` }),
      );
      return body === undefined ? undefined : JSON.parse(body);
    },
    log: async room => {
      const store = messageStore({ documents, table: TABLES.messages, now: clock.now });
      return store.from(`${prefix}${room}`, 1, LONGEST_LOG);
    },
  };
}
