/** The synthesized stack, running, and what a scenario does with it. */

import { randomUUID } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { decodeJwt } from 'jose';
import pMap from 'p-map';
import type { FaultPlan } from '../../emulator/faults/faults.ts';
import { newId } from '../../emulator/gateway/ids.ts';
import { LOCAL_CREDENTIALS } from '../../emulator/local-aws.ts';
import type { Assembly } from '../../emulator/template/assembly.ts';
import type { Journal } from '../../emulator/template/journal.ts';
import { fromTemplate, type TemplateDeployment, type TemplateSource } from '../../local/from-template.ts';
import { type Server, startServer } from '../../local/server.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { keys } from '../../shared/aws/keys.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { Socket } from '../support/socket.ts';
import { type Stores, storesOf } from '../support/stores.ts';

export interface Backend extends Server {
  readonly stackName: string;
  readonly deployment: TemplateDeployment;
  readonly journal: Journal;
  readonly stores: Stores;
  /** Of AWS's clients that an operator uses. */
  readonly asOperator: { endpoint: string; region: string; credentials: typeof LOCAL_CREDENTIALS };
  token(username: string): Promise<string>;
  connect(username: string): Promise<Socket>;
  /**
   * What a connection leaves in a room if its `$disconnect` is lost, and a subscription whose connection was closed in
   * the middle of its join: a post to them finds them gone.
   */
  haunt(room: string, userId?: string): Promise<void>;
  /** Puts live connections into a room, by default more than are posted to directly. Returns them, and how to empty it again. */
  crowd(
    room: string,
    size?: number,
  ): Promise<{ readonly sockets: readonly Socket[]; leave(): Promise<void> }>;
  /** Troubles that were meant, and are none. */
  forgive(meant: RegExp): void;
  /** Those that were not. */
  troubles(): string[];
}

/**
 * Short, so that a scenario can wait for them: retries of asynchronous invocations, the deletion of what expired, and the
 * delays of queues, whose clock runs ten times as fast.
 */
const HURRY = {
  rules: { asyncRetryMs: 20 },
  expireEverySeconds: 1,
  queuesNow: () => performance.timeOrigin + 10 * performance.now(),
};
const HOUR_SECONDS = 3_600;
/** One more than DEFAULT_SETTINGS.directLimit. */
const CROWD = DEFAULT_SETTINGS.directLimit + 1;
const AT_ONCE = 8;

interface BackendOptions {
  /** How long a socket waits for what should come. */
  readonly patienceMs?: number;
  readonly faults?: FaultPlan;
}

export async function startBackend(
  assembly: Assembly,
  { patienceMs, faults }: BackendOptions = {},
): Promise<Backend> {
  const source = fromTemplate(assembly);
  const { stackName, journal } = source;
  let read: TemplateDeployment | undefined;
  const reading: TemplateSource = {
    ...source,
    async read(account) {
      read = await source.read(account);
      return read;
    },
  };
  const server = await startServer(reading, {
    port: 0,
    host: '127.0.0.1',
    hostedSignIn: true,
    ...HURRY,
    ...(faults && { faults }),
  });
  if (read === undefined) throw new Error('the server read no deployment');
  const deployment = read;
  const { ready } = server;
  const { endpoint, region, clientId, userPoolId } = ready.cognito;
  const cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
  const stores = storesOf(ready.dynamodb.endpoint, { tables: ready.dynamodb.tables });
  const forgiven: RegExp[] = [];
  const sockets: Socket[] = [];
  const crowded: Socket[] = [];
  /** Of those in the crowd, who are in no other scenario. */
  const crowdTokens: string[] = [];
  const documents = documentClient({
    endpoint: ready.dynamodb.endpoint,
    region,
    credentials: LOCAL_CREDENTIALS,
  });

  async function tokenOf(username: string): Promise<string> {
    const user = ready.users.find(one => one.username === username);
    return signIn(username, user?.password ?? '');
  }

  async function signIn(username: string, password: string): Promise<string> {
    const { AuthenticationResult } = await cognito.send(
      new InitiateAuthCommand({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    if (!AuthenticationResult?.AccessToken) throw new Error(`${username} got no token`);
    return AuthenticationResult.AccessToken;
  }

  /** Of a user of the crowd, each of whom has as many connections as one may have. */
  async function crowdToken(index: number): Promise<string> {
    const known = crowdTokens[index];
    if (known !== undefined) return known;
    const user = { UserPoolId: userPoolId, Username: `crowd-${index}` };
    const Password = 'Crowd-demo-1';
    await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }));
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
    const token = await signIn(user.Username, Password);
    crowdTokens[index] = token;
    return token;
  }

  return {
    ...server,
    stackName,
    deployment,
    journal,
    stores,
    asOperator: { endpoint: ready.httpUrl, region, credentials: LOCAL_CREDENTIALS },
    token: tokenOf,
    async connect(username) {
      const socket = await Socket.open(ready.socketUrl, await tokenOf(username), patienceMs);
      sockets.push(socket);
      return socket;
    },
    async haunt(room, userId = randomUUID()) {
      const joinedAt = Date.now();
      const rest = { name: 'ghost', expiresAt: Math.floor(joinedAt / 1_000) + HOUR_SECONDS };
      const whole = { ...rest, userId, connectionId: newId() };
      await stores.connections.open({ ...whole, groups: [], connectedAt: joinedAt });
      await stores.connections.subscribe({ ...whole, room, joinedAt });
      const loose = { ...rest, userId: randomUUID(), joinedAt, ...keys.subscription(room, newId()) };
      await documents.send(new PutCommand({ TableName: ready.dynamodb.tables.connections, Item: loose }));
    },
    async crowd(room, size = CROWD) {
      const { connections } = stores;
      const missing: string[] = [];
      for (let index = crowded.length; index < size; index++)
        missing.push(await crowdToken(Math.floor(index / DEFAULT_SETTINGS.connectionsPerUser)));
      const open = (token: string) => Socket.open(ready.socketUrl, token, patienceMs);
      crowded.push(...(await pMap(missing, open, { concurrency: AT_ONCE })));
      const userIds = crowdTokens.map(token => decodeJwt(token).sub ?? '');
      const live = (await Promise.all(userIds.map(userId => connections.ofUser(userId)))).flat();
      // Not by joining: each join would be told to everyone before it.
      for (const { userId, connectionId, name, expiresAt } of live)
        await connections.subscribe({ room, userId, connectionId, name, expiresAt, joinedAt: Date.now() });
      return {
        sockets: crowded,
        async leave() {
          for (const { userId, connectionId } of live)
            await connections.unsubscribe(userId, connectionId, room);
        },
      };
    },
    forgive: meant => void forgiven.push(meant),
    troubles: () => journal.troubles.filter(trouble => !forgiven.some(meant => meant.test(trouble))),
    async close() {
      for (const socket of [...sockets, ...crowded]) socket.ws.terminate();
      await server.close();
    },
  };
}
