/** RATE_LIMITED, and an honest retryAfterMs. */
import { afterAll, describe, expect, it } from 'vitest';
import { stoppedClock } from '../contracts/clock.ts';
import { post } from '../support/publisher.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const clock = stoppedClock(Date.now());
const servers: TestServer[] = [];
afterAll(async () => void (await Promise.all(servers.map(server => server.close()))));

async function limited(sender: number, room: number): Promise<TestServer> {
  const server = await testServer({
    accessTokenSeconds: 100_000,
    settings: {
      SENDER_MESSAGES_PER_SECOND: String(sender),
      ROOM_MESSAGES_PER_SECOND: String(room),
      PRESENCE_LIMIT: '0',
    },
    container: { clock },
  });
  servers.push(server);
  return server;
}

/** Sends until refused. Returns how many were taken, and the refusal. */
async function flood(sockets: readonly Socket[], room: string): Promise<{ taken: number; refusal: Frame }> {
  for (let taken = 0; taken < 1_000; taken++) {
    const socket = sockets[taken % sockets.length];
    const reply = await socket?.ask('sendMessage', { room, text: 'x' });
    if (reply.type === 'error') return { taken, refusal: reply };
  }
  throw new Error('nobody was refused');
}

describe('a sender', () => {
  it('over their rate is told RATE_LIMITED and when to try again: at once is too early, after exactly that long it succeeds', async () => {
    const server = await limited(10, 0);
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'spam');
    const { taken, refusal } = await flood([alice], 'spam');
    expect(taken).toBe(20); // 2 seconds' worth
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
    expect(refusal.retryAfterMs).toBeGreaterThan(0);
    clock.advance(1);
    expect(await alice.ask('sendMessage', { room: 'spam', text: 'y' })).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: refusal.retryAfterMs - 1,
    });
    clock.advance(refusal.retryAfterMs - 1);
    expect(await alice.ask('sendMessage', { room: 'spam', text: 'y' })).toMatchObject({
      type: 'ok',
      seq: 21,
    });
    await bob.settled();
    expect(bob.messages).toHaveLength(21);
  });

  it('over their rate holds up nobody else, and may still speak in other rooms', async () => {
    const server = await limited(10, 0);
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'shared');
    await flood([alice], 'shared');
    expect(await bob.ask('sendMessage', { room: 'shared', text: 'calm' })).toMatchObject({ type: 'ok' });
    await alice.ask('joinRoom', { room: 'elsewhere' });
    expect(await alice.ask('sendMessage', { room: 'elsewhere', text: 'x' })).toMatchObject({ type: 'ok' });
  });

  it('may use two connections, and is still one sender', async () => {
    const server = await limited(10, 0);
    const sockets = await server.connectAll(['alice', 'alice'], 'twofold');
    expect((await flood(sockets, 'twofold')).taken).toBe(20);
  });

  it('is answered a repeat even over their rate: it stores nothing', async () => {
    const server = await limited(10, 0);
    const [alice] = await server.connectAll(['alice'], 'repeats');
    const message = { room: 'repeats', text: 'once', messageId: 'said-only-once' };
    await alice.ask('sendMessage', message);
    await flood([alice], 'repeats');
    expect(await alice.ask('sendMessage', message)).toMatchObject({ type: 'ok', seq: 1, duplicate: true });
  });
});

describe('a room', () => {
  it('over its rate refuses everyone, until the time it named', async () => {
    const server = await limited(0, 2);
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'crowd');
    const { taken, refusal } = await flood([alice, bob], 'crowd');
    expect(taken).toBe(20); // 10 seconds' worth
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED' });
    clock.advance(refusal.retryAfterMs);
    expect(await bob.ask('sendMessage', { room: 'crowd', text: 'y' })).toMatchObject({ type: 'ok' });
  });

  it('over its rate and its sender over theirs: retryAfterMs is the longer of the two', async () => {
    const server = await limited(10, 2);
    const [alice] = await server.connectAll(['alice'], 'both');
    const { refusal } = await flood([alice], 'both');
    clock.advance(refusal.retryAfterMs);
    expect(await alice.ask('sendMessage', { room: 'both', text: 'y' })).toMatchObject({ type: 'ok' });
  });
});

describe('a server', () => {
  const text = 'x';
  const by = (server: TestServer) => (body: unknown) => post(server.publish.url, server.publish.apiKey, body);
  const outcomes = (results: readonly Frame[]) => ({
    ok: results.filter(({ ok }) => ok),
    limited: results.filter(({ error }) => error?.code === 'RATE_LIMITED'),
  });

  it('is held to a room’s rate, not to a sender’s: each item over it is RATE_LIMITED, and taken after exactly retryAfterMs', async () => {
    const server = await limited(1, 2);
    const publish = by(server);
    const first = await publish({ batch: Array.from({ length: 25 }, () => ({ room: 'news', text })) });
    const taken = outcomes(first.body.results);
    expect(taken.ok).toHaveLength(20); // 10 seconds' worth
    expect(taken.limited).toHaveLength(5);
    const both = await publish({
      batch: [
        { room: 'news', text },
        { room: 'other', text },
      ],
    });
    const [{ error }, other] = both.body.results;
    expect([error.code, other.ok]).toEqual(['RATE_LIMITED', true]);

    clock.advance(1);
    const { retryAfterMs } = error;
    const early = await publish({ room: 'news', text });
    const refusal = { code: 'RATE_LIMITED', retryAfterMs: retryAfterMs - 1 };
    expect([early.status, early.body]).toEqual([429, expect.objectContaining(refusal)]);
    expect(early.headers.get('retry-after')).toBe(String(Math.ceil((retryAfterMs - 1) / 1_000)));
    clock.advance(retryAfterMs - 1);
    expect((await publish({ room: 'news', text })).status).toBe(200);
  });

  it('shares the rate with the people in the room', async () => {
    const server = await limited(0, 2);
    const [alice] = await server.connectAll(['alice'], 'shared-rate');
    await flood([alice], 'shared-rate');
    expect((await by(server)({ room: 'shared-rate', text })).body).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('is answered a repeat even over the rate: it stores nothing', async () => {
    const publish = by(await limited(0, 2));
    const message = { room: 'again', text, messageId: 'only-once' };
    const batch = [message, ...Array.from({ length: 24 }, () => ({ room: 'again', text }))];
    await publish({ batch });
    expect((await publish(message)).body).toMatchObject({ seq: 1, duplicate: true });
  });

  it('that publishes 1,000 messages at once into one room has about 500 taken, 50 a second over ten seconds', async () => {
    const publish = by(await limited(0, 50));
    const batch = Array.from({ length: 25 }, () => ({ room: 'storm', text }));
    const answers = await Promise.all(Array.from({ length: 40 }, () => publish({ batch })));
    const taken = outcomes(answers.flatMap(({ body }) => body.results));
    // Time stands still, but for the waits of those who lose a race.
    expect(taken.ok.length).toBeGreaterThanOrEqual(500);
    expect(taken.ok.length).toBeLessThan(600);
    expect(taken.limited).toHaveLength(1_000 - taken.ok.length);
  }, 60_000);
});
