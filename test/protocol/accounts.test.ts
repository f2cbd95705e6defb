/** Who may connect: users who were put out, whose tokens say what is no longer so, or who have too many connections. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  GlobalSignOutCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { LOCAL_CREDENTIALS } from '../../emulator/local-aws.ts';
import { testServer } from '../support/server.ts';
import { signIn } from '../support/sign-in.ts';
import { Socket } from '../support/socket.ts';

const LIMIT = 3;
const server = await testServer({
  settings: { CONNECTIONS_PER_USER: String(LIMIT), LEAVE_DELAY_SECONDS: '0' },
});
const { endpoint, region, userPoolId } = server.cognito;
const pool = new CognitoIdentityProviderClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
afterAll(() => server.close());

/** Of a handshake. */
const statusOf = (token: string) =>
  new Promise<number | undefined>(resolve => {
    const socket = new WebSocket(server.socketUrl, ['messaging.v1', `bearer.${token}`]);
    socket.on('unexpected-response', (_, { statusCode }) => resolve(statusCode));
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
  });

const closed = (socket: Socket) => socket.until(() => socket.closed !== undefined, 'the close');
const user = (Username: string) => ({ UserPoolId: userPoolId, Username });

describe('a user whom an administrator keeps out', () => {
  it('is told bye at once, can’t connect again, and can once they are let in', async () => {
    const [admin, bob] = await server.connectAll(['admin', 'bob']);
    const userId = await server.userId('bob');
    const until = Date.now() + 60_000;
    const reply = await admin.ask('adminDisconnect', { userId, until });
    expect(reply).toMatchObject({ type: 'ok', disconnected: 1, deniedUntil: until });
    await closed(bob);
    expect(bob.of('bye')).toMatchObject([{ code: 'KICKED', reconnect: false }]);
    expect(await statusOf(await server.token('bob'))).toBe(403);
    expect(await server.stores.connections.ofUser(userId), 'nothing is left of the try').toEqual([]);
    expect(await statusOf(await signIn(server.cognito, 'bob')), 'with a new token').toBe(403);

    expect(await admin.ask('adminDisconnect', { userId, until: 0 })).toMatchObject({
      disconnected: 0,
      deniedUntil: 0,
    });
    const again = await server.connect('bob');
    await Promise.all([admin.close(), again.close()]);
  });

  it('is let in when the time is up', async () => {
    const admin = await server.connect('admin');
    await admin.ask('adminDisconnect', { userId: await server.userId('bob'), until: Date.now() + 1 });
    await expect.poll(async () => statusOf(await server.token('bob')), { timeout: 5_000 }).toBe(101);
    await admin.close();
  });
});

describe('a user whose token says what is no longer so', () => {
  afterEach(async () => {
    await pool.send(new AdminEnableUserCommand(user('carol')));
  });

  it('disabled: is closed for good, and the old token opens nothing more', async () => {
    const carol = await server.connect('carol');
    const token = await server.token('carol');
    await pool.send(new AdminDisableUserCommand(user('carol')));
    await closed(carol);
    expect(carol.of('bye')).toMatchObject([{ code: 'KICKED', reconnect: false }]);
    expect(await statusOf(token)).toBe(403);
  });

  it.each([
    ['everywhere by an administrator', () => pool.send(new AdminUserGlobalSignOutCommand(user('carol')))],
    [
      'everywhere by themselves',
      async (AccessToken: string) => pool.send(new GlobalSignOutCommand({ AccessToken })),
    ],
  ])('signed out %s: is closed, the old token opens nothing, a new one does', async (_, signOut) => {
    // Tokens know whole seconds: not one of the second of the last test.
    await sleep(1_100);
    const token = await signIn(server.cognito, 'carol');
    const carol = await Socket.open(server.socketUrl, token);
    await signOut(token);
    await closed(carol);
    expect(carol.of('bye')).toMatchObject([{ code: 'EXPIRED', reconnect: true }]);
    expect(await statusOf(token)).toBe(403);
    await sleep(1_100);
    expect(await statusOf(await signIn(server.cognito, 'carol'))).toBe(101);
  });

  it('no longer an administrator: the connection of before ends, and the next one is nobody’s in particular', async () => {
    const group = { ...user('dave'), GroupName: 'admins' };
    await pool.send(new AdminAddUserToGroupCommand(group));
    const token = await signIn(server.cognito, 'dave');
    const dave = await Socket.open(server.socketUrl, token);
    expect(await dave.ask('adminStats')).toMatchObject({ type: 'ok' });
    await pool.send(new AdminRemoveUserFromGroupCommand(group));
    await closed(dave);
    expect(dave.of('bye')).toMatchObject([{ code: 'EXPIRED', reconnect: true }]);
    expect(await statusOf(token)).toBe(403);
    await sleep(1_100);
    const again = await Socket.open(server.socketUrl, await signIn(server.cognito, 'dave'));
    expect(await again.ask('adminStats')).toMatchObject({ code: 'FORBIDDEN' });
    await again.close();
  });

  it('deleted: is closed for good, and the old token opens nothing more', async () => {
    const token = await signIn(server.cognito, 'dave');
    const dave = await Socket.open(server.socketUrl, token);
    await pool.send(new AdminDeleteUserCommand(user('dave')));
    await closed(dave);
    expect(dave.of('bye')).toMatchObject([{ code: 'KICKED', reconnect: false }]);
    expect(await statusOf(token)).toBe(403);
  });
});

describe('a user with more connections than allowed', () => {
  it('keeps the newest; the oldest is told bye and closed, and its room is told at once', async () => {
    const [admin] = await server.connectAll(['admin'], 'crowded');
    const [oldest] = await server.connectAll(['alice'], 'crowded');
    const others = [await server.connect('alice'), await server.connect('alice')];
    const newest = await server.connect('alice');
    await closed(oldest);
    expect(oldest.of('bye')).toMatchObject([{ code: 'REPLACED', reconnect: false }]);
    await admin.next(({ event, room }) => event === 'leave' && room === 'crowded', 'the leave');
    expect(await server.stores.connections.ofUser(await server.userId('alice'))).toHaveLength(LIMIT);
    for (const socket of [...others, newest]) {
      await socket.settled();
      expect(socket.closed).toBeUndefined();
    }
    for (const socket of [...others, newest]) await socket.close();
  });

  it('are not those who connect often: what has ended does not count', async () => {
    const userId = await server.userId('alice');
    const stays = await server.connect('alice');
    for (let visits = 0; visits < 3 * LIMIT; visits++) {
      await (await server.connect('alice')).close();
      await expect.poll(() => server.stores.connections.ofUser(userId)).toHaveLength(1);
    }
    await stays.settled();
    expect(stays.closed).toBeUndefined();
    await stays.close();
  });
});
