/** Cheap frames have a bill that is bounded: units and pushes, however often they come and whatever lies around. */

import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { itemOf } from '../../shared/aws/items.ts';
import { keys } from '../../shared/aws/keys.ts';
import { LIMITS } from '../../shared/protocol/index.ts';
import { testServer } from '../support/server.ts';

const consumed: Consumed[] = [];
const server = await testServer({
  settings: { RETENTION_DAYS: '30', SENDER_MESSAGES_PER_SECOND: '10', ROOM_MESSAGES_PER_SECOND: '50' },
  container: { onConsumed: report => consumed.push(report) },
});
afterAll(() => server.close());

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Units of table `messages` that the work consumed. */
async function unitsOf<T>(work: () => Promise<T>): Promise<{ units: number; reply: T }> {
  consumed.length = 0;
  const reply = await work();
  const units = consumed.filter(({ table }) => table === 'messages').reduce((sum, one) => sum + one.units, 0);
  return { units, reply };
}

/** Puts messages straight into the store; the first so many of them are past the retention. */
async function fill(
  room: string,
  count: number,
  { text, expired = 0 }: { text: string; expired?: number },
): Promise<void> {
  const { endpoint } = server.dynamodb;
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const now = Math.floor(Date.now() / 1_000);
  const rows = upTo(count).map(seq => ({
    PutRequest: {
      Item: {
        ...keys.message(room, seq),
        ...itemOf({
          room,
          epoch: 'e',
          seq,
          ordinal: seq,
          messageId: `message-${seq}`,
          from: { userId: 'u', name: 'alice' },
          text,
          sentAt: now * 1_000,
        }),
        expiresAt: seq <= expired ? now - 60 : now + 86_400,
      },
    },
  }));
  for (let at = 0; at < rows.length; at += 25)
    await documents.send(new BatchWriteCommand({ RequestItems: { messages: rows.slice(at, at + 25) } }));
}

describe('where every message is as large as one may be', () => {
  const rooms = upTo(10).map(number => `large-${number}`);
  const MESSAGES = 50;
  const filled = Promise.all(
    rooms.map(room => fill(room, MESSAGES, { text: 'x'.repeat(LIMITS.contentBytes) })),
  );
  /** What reading one of them costs. */
  const ONE = 5;

  it.each([
    ['forwards', { after: 0 }],
    ['backwards', {}],
  ])('history %s reads about as many as its reply holds', async (_, where) => {
    await filled;
    const [alice] = await server.connectAll(['alice'], rooms[0]);
    const { units, reply } = await unitsOf(() =>
      alice.ask('history', { room: rooms[0], limit: MESSAGES, ...where }),
    );
    expect(reply).toMatchObject({ type: 'ok', more: true });
    const limit = reply.messages.length;
    expect(limit).toBeLessThan(10);
    const { units: exactly } = await unitsOf(() => alice.ask('history', { room: rooms[0], limit, ...where }));
    expect(units).toBeLessThanOrEqual(exactly + 2 * ONE);
  });

  it('sync of ten such rooms reads little of those that its reply has no space for', async () => {
    await filled;
    const [alice] = await server.connectAll(['alice'], rooms[0]);
    const ask = (after: number) =>
      alice.ask('sync', { rooms: rooms.map(room => ({ room, after, epoch: 'e' })) });
    const { units: nothing } = await unitsOf(() => ask(MESSAGES));
    const { units, reply } = await unitsOf(() => ask(0));
    expect(reply.rooms.filter(({ more }: { more: boolean }) => more)).toHaveLength(10);
    // Five at once may each read a reply's worth; of the others one message, to see that none is missing.
    expect(units).toBeLessThanOrEqual(nothing + 5 * 9 * ONE + 5 * 2 * ONE);
  });
});

describe('where 1,500 messages are past the retention and not deleted yet', () => {
  const room = 'long-ago';
  const EXPIRED = 1_500;
  const LIVE = 20;

  const filled = fill(room, EXPIRED + LIVE, { text: 'x'.repeat(60), expired: EXPIRED });

  it('history costs at most 3 units more than its page, also from a cursor that lies among them', async () => {
    await filled;
    const [alice] = await server.connectAll(['alice'], room);
    const { units: page } = await unitsOf(() => alice.ask('history', { room, after: EXPIRED, limit: 1 }));
    for (const after of [0, 700, EXPIRED - 1]) {
      const { units, reply } = await unitsOf(() => alice.ask('history', { room, after, limit: 1 }));
      expect(reply).toMatchObject({ type: 'ok', head: EXPIRED + LIVE });
      expect(reply.messages[0]?.seq).toBeGreaterThan(EXPIRED);
      expect(units).toBeLessThanOrEqual(page + 3);
    }
  });

  it('forty of them at once are all answered', async () => {
    await filled;
    const [alice] = await server.connectAll(['alice'], room);
    const replies = await Promise.all(upTo(40).map(() => alice.ask('history', { room, after: 0, limit: 1 })));
    for (const reply of replies) expect(['ok', 'RATE_LIMITED']).toContain(reply.code ?? reply.type);
  });

  it('an edit of one of them is NOT_FOUND for a few units', async () => {
    await filled;
    const [alice] = await server.connectAll(['alice'], room);
    const { units, reply } = await unitsOf(() => alice.ask('editMessage', { room, seq: 1, text: 'x' }));
    expect(reply).toMatchObject({ code: 'NOT_FOUND' });
    expect(units).toBeLessThanOrEqual(4);
  });
});

describe('one sender who sends 400 at once', () => {
  it('of one messageId reaches the others once more every 3 s at most, and is stored once', async () => {
    const room = 'again-and-again';
    const [dave, bob] = await server.connectAll(['dave', 'bob'], room);
    const request = { room, text: 'once', messageId: 'one-message-id' };
    const began = performance.now();
    const replies = await Promise.all(upTo(400).map(() => dave.ask('sendMessage', request)));
    const seconds = (performance.now() - began) / 1_000;
    // A repeat stores nothing, and is held to the rate of what is refused or repeated.
    expect(replies.filter(({ type }) => type === 'ok').length).toBeGreaterThanOrEqual(100);
    expect(new Set(replies.map(({ type, code }) => code ?? type))).toEqual(new Set(['ok', 'RATE_LIMITED']));
    await bob.settled();
    expect(bob.messages.length).toBeLessThanOrEqual(2 + Math.floor(seconds / 3));
    expect(new Set(bob.messages.map(({ seq }) => seq)).size).toBe(1);
  }, 60_000);

  it.each([
    ['edits', 'editMessage', { seq: 1, text: 'x' }, 'carol'],
    ['messages', 'sendMessage', { text: 'x' }, 'admin'],
  ] as const)(
    '%s is held to two seconds’ worth of its rate, and told when to try again',
    async (what, action, fields, name) => {
      const room = `flood-of-${what}`;
      const [sender, bob] = await server.connectAll([name, 'bob'], room);
      await sender.ask('sendMessage', { room, text: 'first' });
      const began = performance.now();
      const replies = await Promise.all(upTo(400).map(() => sender.ask(action, { room, ...fields })));
      const seconds = (performance.now() - began) / 1_000;
      const done = replies.filter(({ type }) => type === 'ok').length;
      expect(done).toBeLessThanOrEqual(10 * (2 + seconds) + 1);
      for (const reply of replies.filter(({ type }) => type !== 'ok'))
        expect(reply).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
      await bob.settled();
      expect(bob.pushes.length).toBeLessThanOrEqual(done + 2);
    },
    60_000,
  );
});

describe('a message that was stored, its reply lost, and its sender not in the room any more', () => {
  it('is answered as what it is: stored', async () => {
    const room = 'left-since';
    const [alice] = await server.connectAll(['alice'], room);
    const request = { room, text: 'x', messageId: 'sent-before-leaving' };
    const first = await alice.ask('sendMessage', { ...request, attempt: 1 });
    await alice.ask('leaveRoom', { room });
    expect(await alice.ask('sendMessage', { ...request, attempt: 2 })).toEqual({
      ...first,
      id: expect.any(String),
      duplicate: true,
    });
  });

  it('is NOT_JOINED if it was never stored, and UNCERTAIN if that can’t be told', async () => {
    const room = 'left-long-since';
    const [alice, bob] = await server.connectAll(['alice', 'bob'], room);
    for (const number of upTo(12)) await bob.ask('sendMessage', { room, text: `${number}` });
    await alice.ask('leaveRoom', { room });
    const request = { room, text: 'x', messageId: 'never-sent-before' };
    expect(await alice.ask('sendMessage', { ...request, attempt: 1 })).toMatchObject({ code: 'NOT_JOINED' });
    // This container has seen the whole log: it can tell.
    expect(await alice.ask('sendMessage', { ...request, attempt: 2 })).toMatchObject({ code: 'NOT_JOINED' });
    const old = 'long-ago';
    const [late] = await server.connectAll(['bob'], old);
    await late.ask('leaveRoom', { room: old });
    expect(await late.ask('sendMessage', { ...request, room: old, attempt: 2 })).toMatchObject({
      code: 'UNCERTAIN',
    });
  });
});
