/** What a page can show when something is wrong, and that nothing is tried in a busy loop. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { type ClientOptions, type ClientState, MessagingClient } from '../../client/messaging-client.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { signIn } from '../../examples/sign-in.ts';
import { recordedSockets } from '../support/recorded-socket.ts';
import { type TestServer, testServer } from '../support/server.ts';

/** Throttles every call to the store while it is 1, as a store does that can take no write. */
const faults = { 'dynamodb-throttle': 0 };
const clients: MessagingClient[] = [];
let server: TestServer;
beforeAll(async () => {
  server = await testServer({ faults, accessTokenSeconds: 5 });
});
afterEach(() => {
  faults['dynamodb-throttle'] = 0;
});
// Not after each: what needs no fault of the store waits most of its time, and runs at once.
afterAll(async () => {
  for (const client of clients) client.close();
  await server.close();
});

function watched(options: Pick<ClientOptions, 'getToken'> & Partial<ClientOptions>) {
  const sockets = recordedSockets();
  const client = new MessagingClient({
    url: server.socketUrl,
    WebSocket: sockets.WebSocket,
    // Waits of 50, 100, 200 and from then on 250 ms.
    clock: { ...systemClock, random: () => 0.5 },
    timings: { backoffBaseMs: 50, backoffCeilingMs: 500, stableMs: 500 },
    ...options,
  });
  clients.push(client);
  const states: ClientState[] = [];
  client.on('state', state => states.push(state));
  const until = (name: ClientState['name']) =>
    vi.waitFor(() => expect(client.state.name).toBe(name), { timeout: 15_000 });
  return { client, sockets, states, until };
}

/** A port where nobody listens. */
async function deadUrl(): Promise<string> {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  await new Promise(resolve => other.close(resolve));
  return `ws://127.0.0.1:${port}/local`;
}

describe.concurrent('a stopped server', () => {
  it('is shown as UNREACHABLE with the time of the next try, and tried for less and less often', async ({
    expect,
  }) => {
    const { client, sockets, states, until } = watched({ url: await deadUrl(), getToken: () => 'any' });
    const started = Date.now();
    client.connect();
    await until('waiting');
    expect(client.state).toMatchObject({ attempt: 1, error: { code: 'UNREACHABLE' } });
    await expect.poll(() => client.state.attempt, { timeout: 10_000 }).toBe(6);
    // 50 + 100 + 200 + 250 + 250 ms between six tries.
    expect(Date.now() - started).toBeGreaterThanOrEqual(850);
    expect(sockets.made.length).toBe(6);
    const waits = states.filter(({ name }) => name === 'waiting');
    expect(waits.every(({ retryAt = 0 }) => retryAt > started)).toBe(true);
  });

  it('leaves a send and a join waiting, and both are done once it is there', async ({ expect }) => {
    const url = await deadUrl();
    const token = await server.token('alice');
    const { client, until } = watched({ url, getToken: () => token });
    const joined = client.room('late').join();
    const sent = client.room('late').send('in spite of all');
    await until('waiting');
    const late = await testServer({ port: Number(new URL(url).port) });
    const other = await late.token('alice');
    client.close();
    await expect(sent).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(joined).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(client.room('late').send('too late')).rejects.toMatchObject({ code: 'NOT_JOINED' });
    const again = watched({ url, getToken: () => other });
    await again.client.room('late').join();
    expect(await again.client.room('late').send('in time')).toMatchObject({ seq: 1 });
    await late.close();
    // While it goes it may still answer that it takes nobody.
    await expect
      .poll(() => again.client.state.error?.code, { timeout: 10_000 })
      .toMatch(/DISCONNECTED|UNREACHABLE/);
    await again.until('waiting');
  });
});

describe.concurrent('a token', () => {
  it('that is wrong is asked for anew twice, and then the client stops with UNAUTHORIZED', async ({
    expect,
  }) => {
    const asked: boolean[] = [];
    const { client, sockets, until } = watched({
      getToken({ refresh }) {
        asked.push(refresh);
        return 'not.a.token';
      },
    });
    client.connect();
    await until('stopped');
    expect(client.state.error).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(sockets.made.length).toBe(3);
    expect(asked).toEqual([false, true, true]);
    await expect(client.listRooms()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('that is good is not blamed for a URL that names no stage', async ({ expect }) => {
    const token = await server.token('alice');
    const { client, until } = watched({ url: `${server.socketUrl}/typo`, getToken: () => token });
    client.connect();
    await until('stopped');
    expect(client.state.error).toMatchObject({
      code: 'NOT_ADMITTED',
      message: expect.stringContaining('URL names no stage'),
    });
  });

  it('that there is none of stops the client with SIGNED_OUT before it connects', async ({ expect }) => {
    const { client, sockets, until } = watched({ getToken: () => undefined });
    client.connect();
    await until('stopped');
    expect(client.state.error).toMatchObject({ code: 'SIGNED_OUT' });
    expect(sockets.made).toEqual([]);
  });

  it('that can’t be had for now is asked for again', async ({ expect }) => {
    let times = 0;
    const token = await server.token('alice');
    const { client, until } = watched({
      getToken() {
        times += 1;
        if (times < 3) throw new Error('the key chain is locked');
        return token;
      },
    });
    client.connect();
    await until('waiting');
    expect(client.state.error).toMatchObject({
      code: 'TOKEN_FAILED',
      message: 'No token: the key chain is locked',
      cause: { message: 'the key chain is locked' },
    });
    await until('online');
    expect(times).toBe(3);
  });
});

describe.concurrent('a revoked user', () => {
  it('signed out everywhere, is shown SIGNED_OUT once the token runs out', async ({ expect }) => {
    const session = await signIn(server.httpUrl, 'carol', 'Carol-demo-1');
    const { client, until } = watched({ getToken: session.getToken });
    client.connect();
    await until('online');
    const response = await fetch(server.cognito.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'AWSCognitoIdentityProviderService.GlobalSignOut',
      },
      body: JSON.stringify({ AccessToken: await session.getToken({ refresh: false }) }),
    });
    expect(response.status).toBe(200);
    await until('stopped');
    expect(client.state.error).toMatchObject({ code: 'SIGNED_OUT' });
  });

  it('disabled in the pool, is shown KICKED at once', async ({ expect }) => {
    const session = await signIn(server.httpUrl, 'bob', 'Bob-demo-1');
    const { client, until } = watched({ getToken: session.getToken });
    client.connect();
    await until('online');
    const pool = new CognitoIdentityProviderClient({
      endpoint: server.cognito.endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
    const bob = { UserPoolId: server.cognito.userPoolId, Username: 'bob' };
    await pool.send(new AdminDisableUserCommand(bob));
    await until('stopped');
    expect(client.state.error).toMatchObject({ code: 'KICKED' });
    await pool.send(new AdminEnableUserCommand(bob));
    pool.destroy();
  });

  it('disconnected by an admin, is shown KICKED and does not come back', async ({ expect }) => {
    const { client, sockets, until } = watched({ getToken: () => dave });
    const dave = (await signIn(server.httpUrl, 'dave', 'Dave-demo-1')).getToken({ refresh: false });
    await client.room('den').join();
    const session = await signIn(server.httpUrl, 'admin', 'Admin-demo-1');
    const admin = watched({ getToken: session.getToken }).client;
    const userId = client.user?.userId ?? '';
    expect(await admin.adminDisconnect({ userId })).toEqual({ disconnected: 1 });
    await until('stopped');
    expect(client.state.error).toMatchObject({ code: 'KICKED' });
    expect(sockets.made.length).toBe(1);
  });
});

describe('a store that takes nothing, as with a full disk', () => {
  it('delays a send, says why and when it is tried again, and loses nothing', async ({ expect }) => {
    const session = await signIn(server.httpUrl, 'alice', 'Alice-demo-1');
    const { client } = watched({ getToken: session.getToken });
    const room = client.room('full');
    const delays: string[] = [];
    room.on('delayed', ({ error }) => delays.push(error.code));
    await room.join();
    faults['dynamodb-throttle'] = 1;
    const sent = room.send('hold on to this');
    await expect.poll(() => delays.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(1);
    expect(client.pending).toMatchObject([{ room: 'full', content: { text: 'hold on to this' } }]);
    expect(delays.every(code => code === 'UNAVAILABLE' || code === 'INTERNAL')).toBe(true);
    faults['dynamodb-throttle'] = 0;
    expect(await sent).toMatchObject({ seq: 1 });
    expect(client.pending).toEqual([]);
  });

  it('lets nobody connect: UNAVAILABLE, and tried again until it does', async ({ expect }) => {
    const session = await signIn(server.httpUrl, 'bob', 'Bob-demo-1');
    faults['dynamodb-throttle'] = 1;
    const { client, sockets, until } = watched({ getToken: session.getToken });
    client.connect();
    await until('waiting');
    expect(client.state.error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(sockets.made.length).toBe(client.state.attempt);
    faults['dynamodb-throttle'] = 0;
    await until('online');
  });
});
