/** What a client does unasked to keep its connection, and what of it the others see. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, type TestContext } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { fileOutbox } from '../../client/file-outbox.ts';
import { localStorageOutbox } from '../../client/local-storage-outbox.ts';
import { type ClientOptions, MessagingClient, type OutboxStore } from '../../client/messaging-client.ts';
import { signIn } from '../../examples/sign-in.ts';
import { recordedSockets } from '../support/recorded-socket.ts';
import { type TestServer, testServer } from '../support/server.ts';

const clients: MessagingClient[] = [];
let server: TestServer;
beforeAll(async () => {
  // The server holds no leave back: here the client does.
  server = await testServer({ settings: { LEAVE_DELAY_SECONDS: '0' } });
});
// Not after each: the tests wait most of their time, so they run at once, each in a room of its own.
afterAll(async () => {
  for (const client of clients) client.close();
  await server.close();
});

async function watched(name: string, options: Partial<ClientOptions> = {}) {
  const sockets = recordedSockets();
  const token = await server.token(name);
  const url = server.socketUrl;
  const client = new MessagingClient({
    url,
    getToken: () => token,
    WebSocket: sockets.WebSocket,
    ...options,
  });
  clients.push(client);
  const states: string[] = [];
  client.on('state', state => states.push(state.name));
  return { client, sockets, states };
}

describe.concurrent('rollover', () => {
  it('happens before the lifetime ends, and nobody sees it: no gap, no leave, no state but online', async ({
    expect,
  }) => {
    const brief = await testServer({ rules: { lifetimeMs: 4_000 } });
    const timings = { lifetimeMs: 1_500, stableMs: 500 };
    const options = (name: string) => ({ url: brief.socketUrl, getToken: () => brief.token(name) });
    const alice = await watched('alice', { ...options('alice'), timings });
    const bob = await watched('bob', { ...options('bob'), timings: { ...timings, leaveHoldMs: 0 } });
    const told: string[] = [];
    const got: string[] = [];
    await bob.client.room('hours').join();
    for (const name of ['gap', 'lagging', 'recovered'] as const) alice.client.on(name, () => told.push(name));
    bob.client.on('presence', ({ event, user }) => told.push(`${event} ${user.name}`));
    await alice.client.room('hours').join();
    alice.client.on('message', ({ text }) => got.push(text ?? ''));
    const sent: string[] = [];
    while (alice.sockets.made.length < 4) {
      sent.push(`message ${sent.length}`);
      await bob.client.room('hours').send(sent.at(-1) ?? '');
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    await expect.poll(() => got.length).toBe(sent.length);
    expect(got).toEqual(sent);
    expect(told).toEqual(['join alice']);
    for (const { client, states } of [alice, bob]) {
      expect(states).toEqual(['connecting', 'online']);
      client.close();
    }
    await brief.close();
  });

  it('happens before the token expires, with a fresh one', async ({ expect }) => {
    const brief = await testServer({ accessTokenSeconds: 3 });
    const session = await signIn(brief.httpUrl, 'alice', 'Alice-demo-1');
    const asked: boolean[] = [];
    const { client, sockets, states } = await watched('alice', {
      url: brief.socketUrl,
      getToken(why) {
        asked.push(why.refresh);
        return session.getToken(why);
      },
      timings: { stableMs: 500 },
      // As early as it may be: a tenth of the lifetime before its end.
      clock: { ...systemClock, random: () => 1 },
    });
    await client.room('brief').join();
    await expect.poll(() => sockets.made.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(3);
    expect(asked.slice(0, 3)).toEqual([false, true, true]);
    expect(states).toEqual(['connecting', 'online']);
    client.close();
    await brief.close();
  });
});

describe('a client whose clock is behind', () => {
  it('connects again when it is told that its connection has expired, and what it wrote is sent', async ({
    expect,
  }) => {
    const brief = await testServer({ accessTokenSeconds: 2 });
    const session = await signIn(brief.httpUrl, 'alice', 'Alice-demo-1');
    const { client, sockets } = await watched('alice', {
      url: brief.socketUrl,
      getToken: why => session.getToken(why),
      clock: { ...systemClock, now: () => Date.now() - 60_000 },
    });
    const room = client.room('behind');
    await room.join();
    await new Promise(resolve => setTimeout(resolve, 3_000));
    expect(sockets.made).toHaveLength(1);
    expect(await room.send('late')).toMatchObject({ seq: 1 });
    expect(sockets.made.length).toBeGreaterThan(1);
    client.close();
    await brief.close();
  });
});

describe.concurrent('the heartbeat', () => {
  it('is a sync where nothing was said for its time, and no ping goes out', async ({ expect }) => {
    const { client, sockets } = await watched('alice', { timings: { heartbeatMs: 300, quietMs: 3_000 } });
    await client.room('quiet').join();
    const syncs = () => sockets.sent.filter(({ action }) => action === 'sync').length;
    await expect.poll(syncs, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
    expect(sockets.sent.filter(({ action }) => action === 'ping')).toEqual([]);
  });

  it('stays away while there is traffic', async ({ expect }) => {
    const { client, sockets } = await watched('alice', { timings: { heartbeatMs: 1_000 } });
    const room = client.room('busy');
    await room.join();
    const until = Date.now() + 1_500;
    while (Date.now() < until) await room.send('tick');
    expect(new Set(sockets.sent.map(({ action }) => action))).toEqual(new Set(['joinRooms', 'sendMessage']));
  });

  it('fetches what was never pushed', async ({ expect }) => {
    const lossy = await testServer({ faults: { 'post-drop': 1 } });
    const alice = await watched('alice', {
      url: lossy.socketUrl,
      getToken: () => lossy.token('alice'),
      timings: { heartbeatMs: 300 },
    });
    const bob = await lossy.connect('bob');
    await bob.ask('joinRoom', { room: 'lossy' });
    const got: unknown[] = [];
    alice.client.on('message', ({ text }) => got.push(text));
    await alice.client.room('lossy').join();
    await bob.ask('sendMessage', { room: 'lossy', text: 'lost on its way' });
    await expect.poll(() => got, { timeout: 10_000 }).toEqual(['lost on its way']);
    alice.client.close();
    await lossy.close();
  });
});

describe.concurrent('a peer that fell silent', () => {
  it('is found within the bound, and what was under way is sent again and stored once', async ({
    expect,
  }) => {
    const timings = { quietMs: 300, pongMs: 200, backoffBaseMs: 20 };
    const { client, sockets, states } = await watched('alice', { timings });
    const room = client.room('silent');
    await room.join();
    sockets.silence();
    // Acknowledged by a reply, or by the log where the next join finds it there.
    expect(await room.send('is anybody there?')).toMatchObject({ seq: 1 });
    await expect.poll(() => states).toEqual(['connecting', 'online', 'waiting', 'connecting', 'online']);
    expect(sockets.sent.filter(({ action }) => action === 'ping').length).toBeGreaterThanOrEqual(1);
    const attempts = sockets.sent.filter(({ action }) => action === 'sendMessage');
    expect(new Set(attempts.map(({ messageId }) => messageId)).size).toBe(1);
    expect((await room.history()).head).toBe(1);
  });
});

describe.concurrent('what others see', () => {
  it('of a reconnect: nothing; of a leave: after the time it is held back', async ({ expect }) => {
    const alice = await watched('alice', { timings: { leaveHoldMs: 1_500 } });
    const told: string[] = [];
    alice.client.on('presence', ({ event, user }) => told.push(`${event} ${user.name}`));
    await alice.client.room('door').join();
    const bob = await watched('bob', { timings: { backoffBaseMs: 20 } });
    await bob.client.room('door').join();
    await expect.poll(() => told).toEqual(['join bob']);
    bob.sockets.made[0]?.terminate();
    await expect.poll(() => bob.sockets.made.length).toBe(2);
    await expect.poll(() => bob.client.state.name, { timeout: 10_000 }).toBe('online');
    bob.client.room('door').leave();
    const left = Date.now();
    await expect.poll(() => told, { timeout: 10_000 }).toEqual(['join bob', 'leave bob']);
    expect(Date.now() - left).toBeGreaterThanOrEqual(1_300);
  });

  it('of typing: one frame in its time, and its end, even where that was lost', async ({ expect }) => {
    const alice = await watched('alice', { timings: { typingMs: 500 } });
    const bob = await watched('bob', { timings: { typingMs: 500 } });
    const told: boolean[] = [];
    bob.client.on('typing', ({ typing }) => told.push(typing));
    for (const { client } of [alice, bob]) await client.room('keys').join();
    for (let stroke = 0; stroke < 20; stroke++) alice.client.room('keys').typing(true);
    await expect.poll(() => told, { timeout: 10_000 }).toEqual([true, false]);
    expect(alice.sockets.sent.filter(({ action }) => action === 'typing').length).toBe(1);
  });
});

describe.concurrent('a room that is left and joined at once', () => {
  it('is joined: the leave is through before the join goes out', async ({ expect }) => {
    const { client, sockets } = await watched('alice');
    const room = client.room('revolving');
    await room.join();
    const stream = room[Symbol.asyncIterator]();
    room.leave();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await room.join();
    expect(sockets.sent.map(({ action }) => action)).toEqual(['joinRooms', 'leaveRoom', 'joinRooms']);
    const bob = await server.connect('bob');
    await bob.ask('joinRoom', { room: 'revolving' });
    const next = room[Symbol.asyncIterator]().next();
    await bob.ask('sendMessage', { room: 'revolving', text: 'still here?' });
    expect(await next).toMatchObject({ value: { text: 'still here?' } });
  });
});

describe.concurrent('a persistent outbox', () => {
  /** As a browser's: strings by key. */
  function storage() {
    const items = new Map<string, string>();
    return {
      get length() {
        return items.size;
      },
      key: (index: number) => [...items.keys()][index] ?? null,
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
  }

  async function outlives(room: string, store: () => OutboxStore, { expect }: TestContext) {
    const before = await watched('alice', { url: 'ws://127.0.0.1:9/local', outbox: store() });
    void before.client
      .room(room)
      .join()
      .catch(() => {});
    const given = ['one', 'two', 'three'].map(text =>
      before.client
        .room(room)
        .send(text)
        .catch(error => error.code),
    );
    await expect.poll(async () => (await store().load()).length).toBe(3);
    before.client.close();
    expect(await Promise.all(given)).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);

    const after = await watched('alice', { outbox: store() });
    await after.client.room(room).join();
    await expect.poll(async () => (await store().load()).length, { timeout: 10_000 }).toBe(0);
    const { messages } = await after.client.room(room).history();
    expect(messages).toMatchObject([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  }

  it('in localStorage outlives the page, in order, each once', async context => {
    const kept = storage();
    await outlives('pages', () => localStorageOutbox('alice', kept), context);
    context.expect(await localStorageOutbox('bob', kept).load()).toEqual([]);
  });

  it('in a folder outlives the process, in order, each once', async context => {
    const folder = await mkdtemp(join(tmpdir(), 'messaging-outbox-'));
    await outlives('processes', () => fileOutbox(folder), context);
    await rm(folder, { recursive: true });
  });

  it('that is full, or forbidden, keeps no message from being sent', async ({ expect }) => {
    const full = {
      length: 0,
      key: () => null,
      getItem: () => null,
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
      removeItem: () => {},
    };
    const { client } = await watched('alice', { outbox: localStorageOutbox('alice', full) });
    await client.room('crammed').join();
    expect(await client.room('crammed').send('through')).toMatchObject({ seq: 1 });
  });
});
