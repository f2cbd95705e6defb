/** A server of its own for a test file, and users signed in to it through its Cognito API. */
import type { Container } from '../../handlers/deps.ts';
import type { LambdaHandler } from '../../handlers/lambda.ts';
import { containerIn, type Surroundings } from '../../local/container.ts';
import { fromRoutes, type RoutesOptions } from '../../local/from-routes.ts';
import type { Ready } from '../../local/ready.ts';
import { type ServerOptions, startServer } from '../../local/server.ts';
import { signIn, subjectOf } from './sign-in.ts';
import { Socket } from './socket.ts';
import { type Stores, storesOf } from './stores.ts';

/** Far above what a test sends: only the tests of flood control care for it. A few demo users have all the connections and rooms. */
export const NO_FLOOD_CONTROL = {
  SENDER_MESSAGES_PER_SECOND: '0',
  ROOM_MESSAGES_PER_SECOND: '0',
  CONNECTIONS_PER_USER: '0',
  ROOMS_PER_DAY: '0',
};

export type TestServerOptions = Partial<ServerOptions & RoutesOptions>;

export interface TestServer extends Ready {
  /** That it listens on, whatever it is reached by. */
  readonly port: number;
  token(username: string): Promise<string>;
  /** A connected socket of a demo user. */
  connect(username: string): Promise<Socket>;
  userId(username: string): Promise<string>;
  /** Connected sockets of demo users, in the order of their names; all in the room, where one is named. */
  connectAll<const Names extends readonly string[]>(
    usernames: Names,
    room?: string,
  ): Promise<{ [K in keyof Names]: Socket }>;
  /** What lies in the server's tables. */
  readonly stores: Stores;
  close(): Promise<void>;
  /** What a function finds around it. */
  readonly surroundings: Surroundings;
  /** Runs one function against the server, in a container of its own. */
  run<Result>(handler: LambdaHandler<Result>, rest?: Partial<Container>): Promise<Result>;
}

export async function testServer(options: TestServerOptions = {}): Promise<TestServer> {
  const settings = { ...NO_FLOOD_CONTROL, ...options.settings };
  const source = fromRoutes({ managementApi: 'in-process', ...options, settings });
  const {
    ready: server,
    localUrl,
    close,
  } = await startServer(source, { port: 0, host: '127.0.0.1', ...options });
  const tokens = new Map<string, string>();

  async function token(username: string): Promise<string> {
    const fresh = tokens.get(username) ?? (await signIn(server.cognito, username));
    tokens.set(username, fresh);
    return fresh;
  }

  const connect = async (username: string) => Socket.open(server.socketUrl, await token(username));

  const surroundings = {
    dynamodbEndpoint: server.dynamodb.endpoint,
    managementEndpoint: server.managementUrl,
    awsEndpoint: server.httpUrl,
    secretId: server.secretsManager.secretId,
    tokenIssuer: `${server.httpUrl}/${server.cognito.userPoolId}`,
    clientId: server.cognito.clientId,
    departuresQueue: server.sqs.queues.departures,
    settings,
  };

  return {
    ...server,
    port: Number(new URL(localUrl).port),
    close,
    token,
    connect,
    stores: storesOf(server.dynamodb.endpoint),
    async connectAll<const Names extends readonly string[]>(usernames: Names, room?: string) {
      const sockets = await Promise.all(usernames.map(connect));
      if (room !== undefined) for (const socket of sockets) await socket.ask('joinRoom', { room });
      return sockets as { [K in keyof Names]: Socket };
    },
    surroundings,
    run: (handler, rest) =>
      handler.in(containerIn(surroundings, rest))(
        {},
        { awsRequestId: 'test', getRemainingTimeInMillis: () => 60_000 },
      ),
    userId: async username => subjectOf(await token(username)),
  };
}
