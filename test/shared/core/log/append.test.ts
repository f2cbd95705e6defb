/** Writers that know nothing of each other, as Lambda's containers do, appending to one log. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../../emulator/local-aws.ts';
import { openStore, TABLES } from '../../../../local/store.ts';
import { documentClient } from '../../../../shared/aws/document-client.ts';
import { messageStore } from '../../../../shared/aws/message-store.ts';
import { append } from '../../../../shared/core/log/append.ts';
import { createLines } from '../../../../shared/core/log/lines.ts';
import { createRepeats } from '../../../../shared/core/log/repeats.ts';
import type { MessageStore } from '../../../../shared/core/ports.ts';

const store = await openStore(undefined);
afterAll(() => store.close());
const documents = documentClient({
  endpoint: store.endpoint,
  transport: store.direct,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
});
const clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  random: Math.random,
  sleep: (ms: number) => sleep(ms),
};
const messages = messageStore({ documents, table: TABLES.messages, now: clock.now });

const container = (own: MessageStore = messages) => ({
  messages: own,
  repeats: createRepeats(),
  lines: createLines(),
  clock,
});

async function send(
  deps: ReturnType<typeof container>,
  room: string,
  userId: string,
  messageId: string,
  firstTry = false,
  mostMs = 20_000,
) {
  const log = await deps.messages.log(room);
  const draft = { room, messageId, from: { userId, name: userId }, text: messageId };
  const invocation = { receivedAt: Date.now(), deadline: clock.monotonic() + mostMs };
  return append(deps, { log, draft, firstTry }, invocation);
}

const seqs = async (room: string) => (await messages.from(room, 1, 1_000)).map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('appending', () => {
  it('gives 16 writers at one instant 16 seqs in a row', async () => {
    const room = randomUUID();
    const appended = await Promise.all(
      upTo(16).map(writer => send(container(), room, `user-${writer}`, `message-${writer}`)),
    );
    expect(appended.map(({ message }) => message.seq).sort((a, b) => a - b)).toEqual(upTo(16));
    expect(new Set(appended.map(({ message }) => message.epoch)).size).toBe(1);
    expect(await seqs(room)).toEqual(upTo(16));
  });

  it('stores a message once that comes over 8 connections at one instant', async () => {
    const room = randomUUID();
    const appended = await Promise.all(
      upTo(8).map(() => send(container(), room, 'alice', 'one-and-the-same')),
    );
    expect(appended.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(appended.map(({ message }) => message.seq))).toEqual(new Set([1]));
    expect(await seqs(room)).toEqual([1]);
  });

  it('is held up by a function that was killed half-way for no longer than that one had left', async () => {
    const alarms: { readonly ms: number; readonly ring: () => void }[] = [];
    const lines = createLines((ms, ring) => {
      alarms.push({ ms, ring });
      return () => {};
    });
    // As of a function that ran into its timeout: its next write neither happens nor fails.
    const killed = { ...container({ ...messages, append: () => new Promise(() => {}) }), lines };
    const room = randomUUID();
    void send(killed, room, 'alice', 'never', false, 5_000);
    await expect.poll(() => alarms.length).toBe(1);
    expect(alarms[0]?.ms).toBeGreaterThan(0);
    expect(alarms[0]?.ms).toBeLessThanOrEqual(5_000);
    const next = send({ ...container(), lines }, room, 'bob', 'after it');
    await expect.poll(() => alarms.length).toBe(2);
    alarms[0]?.ring();
    await expect(next).resolves.toMatchObject({ message: { seq: 1 } });
  });

  it('finds a repeat beyond the tail in a container that has never seen the room', async () => {
    const room = randomUUID();
    const first = await send(container(), room, 'alice', 'the-first-one');
    const busy = container();
    for (const number of upTo(250)) await send(busy, room, 'bob', `message-${number}`, true);
    const again = await send(container(), room, 'alice', 'the-first-one');
    expect(again).toEqual({ message: first.message, duplicate: true });
  });

  it('reads nothing more of the log in a warm container, however many messages went by', async () => {
    const room = randomUUID();
    let pages = 0;
    const counted: MessageStore = {
      ...messages,
      before: (...args) => {
        pages += 1;
        return messages.before(...args);
      },
    };
    const warm = container(counted);
    for (const number of upTo(30)) await send(warm, room, 'bob', `message-${number}`);
    expect(await send(warm, room, 'bob', 'message-1')).toMatchObject({ duplicate: true });
    expect(pages).toBe(0);
  });

  it('stores nothing and says UNAVAILABLE where others win every race', async () => {
    const room = randomUUID();
    const rival = container();
    let number = 0;
    const losing: MessageStore = {
      ...messages,
      append: async message => {
        await send(rival, room, 'rival', `rival-message-${++number}`, true);
        return messages.append(message);
      },
    };
    const deps = container(losing);
    const log = await losing.log(room);
    const draft = { room, messageId: 'never-stored', from: { userId: 'alice', name: 'alice' }, text: 'x' };
    const invocation = { receivedAt: Date.now(), deadline: performance.now() + 300 };
    await expect(append(deps, { log, draft, firstTry: true }, invocation)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryAfterMs: 1_000,
    });
    expect(JSON.stringify(await messages.from(room, 1, 100))).not.toContain('never-stored');
  });

  it('says so in time, however slow each write is: it sleeps no longer than its function has left', async () => {
    const room = randomUUID();
    const rival = container();
    let number = 0;
    let passed = 0;
    const losing: MessageStore = {
      ...messages,
      append: async message => {
        passed += 1_000;
        await send(rival, room, 'rival', `rival-message-${++number}`, true);
        return messages.append(message);
      },
    };
    const slow = {
      ...clock,
      monotonic: () => passed,
      random: () => 1,
      sleep: async (ms: number) => {
        passed += ms;
      },
    };
    const log = await losing.log(room);
    const draft = { room, messageId: 'never-stored', from: { userId: 'alice', name: 'alice' }, text: 'x' };
    const invocation = { receivedAt: Date.now(), deadline: 5_000 };
    const appending = append(
      { ...container(losing), clock: slow },
      { log, draft, firstTry: true },
      invocation,
    );
    await expect(appending).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    // The last write may have begun just before.
    expect(passed).toBeLessThanOrEqual(6_000);
  });

  it('goes on in time where a clock runs behind', async () => {
    const room = randomUUID();
    const { message } = await send(container(), room, 'alice', 'on-time-message');
    const slow = { ...container(), clock: { ...clock, now: () => Date.now() - 3_000 } };
    const log = await messages.log(room);
    const draft = { room, messageId: 'from-the-past', from: { userId: 'bob', name: 'bob' }, text: 'x' };
    const invocation = { receivedAt: 0, deadline: performance.now() + 10_000 };
    const late = await append(slow, { log, draft, firstTry: true }, invocation);
    expect(late.message.sentAt).toBe(message.sentAt);
  });
});
