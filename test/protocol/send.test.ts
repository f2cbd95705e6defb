import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

const USERS = ['alice', 'bob', 'carol', 'dave'];
const EACH = 100;
const IN_FLIGHT = 16;

/** Sends `EACH` messages with `IN_FLIGHT` at once. Returns the replies. */
async function sendAll(
  socket: Socket,
  room: string,
  name: string,
  send: (fields: object) => Promise<Frame>,
): Promise<Frame[]> {
  const replies: Frame[] = [];
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < EACH; number = next++)
      replies.push(await send({ room, text: `${name} ${number}`, messageId: `${name}-message-${number}` }));
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  expect(socket.closed).toBeUndefined();
  return replies;
}

/** A client's log: its own replies and what was pushed, by seq. */
function applied(socket: Socket, own: readonly Frame[]): Map<number, string> {
  const log = new Map<number, string>();
  for (const { seq, messageId } of [...own, ...socket.messages]) {
    const before = log.get(seq);
    if (before !== undefined && before !== messageId) throw new Error(`seq ${seq} was two messages`);
    log.set(seq, messageId);
  }
  return new Map([...log].sort(([a], [b]) => a - b));
}

const numbers = Array.from({ length: USERS.length * EACH }, (_, index) => index + 1);

describe('four users send a hundred messages each into one room, sixteen at once', () => {
  async function converse(room: string, send: (socket: Socket, fields: object) => Promise<Frame>) {
    const sockets = await Promise.all(USERS.map(user => server.connect(user)));
    for (const socket of sockets) await socket.ask('joinRoom', { room });
    const replies = await Promise.all(
      sockets.map((socket, index) =>
        sendAll(socket, room, USERS[index] ?? '', fields => send(socket, fields)),
      ),
    );
    await Promise.all(
      sockets.map((socket, index) =>
        socket.until(() => applied(socket, replies[index] ?? []).size === numbers.length, 'every message'),
      ),
    );
    return { sockets, replies };
  }

  it('all are acknowledged, with seqs from 1 to 400 and one order for everyone, and none is pushed twice', async () => {
    const { sockets, replies } = await converse('crowd', (socket, fields) =>
      socket.ask('sendMessage', fields),
    );
    expect(replies.flat().filter(({ type }) => type !== 'ok')).toEqual([]);
    const logs = sockets.map((socket, index) => applied(socket, replies[index] ?? []));
    for (const log of logs) {
      expect([...log.keys()]).toEqual(numbers);
      expect([...log.values()]).toEqual([...(logs[0]?.values() ?? [])]);
    }
    for (const socket of sockets) expect(socket.messages.length).toBe(numbers.length - EACH);
    await Promise.all(sockets.map(socket => socket.close()));
  });

  it('the same with every reply dropped once and the message sent again: still 400', async () => {
    const again = async (socket: Socket, fields: object) => {
      const first = await socket.ask('sendMessage', fields);
      const second = await socket.ask('sendMessage', { ...fields, attempt: 2 });
      expect(second).toMatchObject({ seq: first.seq, sentAt: first.sentAt, duplicate: true });
      return second;
    };
    const { sockets, replies } = await converse('lossy', again);
    expect([...applied(sockets[0] as Socket, replies[0] ?? []).keys()]).toEqual(numbers);
    const { head } = await (sockets[0] as Socket).ask('history', { room: 'lossy', limit: 1 });
    expect(head).toBe(400);
    await Promise.all(sockets.map(socket => socket.close()));
  });
});

describe('sendMessage', () => {
  it('answers the sender with a reply and no push, and pushes to everyone else, the sender’s other device included', async () => {
    const [phone, laptop, bob] = await Promise.all(
      ['alice', 'alice', 'bob'].map(user => server.connect(user)),
    );
    if (!phone || !laptop || !bob) throw new Error('three sockets');
    for (const socket of [phone, laptop, bob]) await socket.ask('joinRoom', { room: 'devices' });
    const reply = await phone.ask('sendMessage', { room: 'devices', text: 'Grüße 😀' });
    expect(reply).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'sendMessage',
      room: 'devices',
      seq: 1,
      ordinal: 1,
      epoch: expect.any(String),
      messageId: expect.any(String),
      sentAt: expect.any(Number),
      duplicate: false,
    });
    for (const socket of [laptop, bob])
      expect(await socket.next(({ type }) => type === 'message')).toEqual({
        type: 'message',
        room: 'devices',
        seq: 1,
        ordinal: 1,
        epoch: reply.epoch,
        messageId: reply.messageId,
        from: { userId: await server.userId('alice'), name: 'alice' },
        text: 'Grüße 😀',
        sentAt: reply.sentAt,
      });
    await sleep(50);
    expect(phone.messages).toEqual([]);
  });

  it('carries any JSON as data, null and zero included', async () => {
    const [alice, bob] = await Promise.all(['alice', 'bob'].map(user => server.connect(user)));
    if (!alice || !bob) throw new Error('two sockets');
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room: 'data' });
    const values = [null, 0, false, '', [], { deep: [{ er: 1.5 }] }];
    for (const data of values) await alice.ask('sendMessage', { room: 'data', data });
    await bob.until(() => bob.messages.length === values.length, 'the data');
    expect(bob.messages.map(({ data }) => data)).toEqual(values);
  });

  it('finds a repeat that comes long after the first, on another connection, without being told that it is one', async () => {
    const alice = await server.connect('alice');
    await alice.ask('joinRoom', { room: 'late' });
    const first = await alice.ask('sendMessage', { room: 'late', text: 'first', messageId: 'the-first-one' });
    for (let number = 0; number < 30; number++)
      await alice.ask('sendMessage', { room: 'late', text: `later ${number}` });
    const other = await server.connect('alice');
    await other.ask('joinRoom', { room: 'late' });
    const repeat = await other.ask('sendMessage', {
      room: 'late',
      text: 'first',
      messageId: 'the-first-one',
    });
    expect(repeat).toMatchObject({ seq: first.seq, duplicate: true });
  });

  it('takes the same messageId of another user, or in another room, for another message', async () => {
    const [alice, bob] = await Promise.all(['alice', 'bob'].map(user => server.connect(user)));
    if (!alice || !bob) throw new Error('two sockets');
    for (const socket of [alice, bob])
      for (const room of ['ids', 'ids-2']) await socket.ask('joinRoom', { room });
    const send = (socket: Socket, room: string) =>
      socket.ask('sendMessage', { room, text: 'hello', messageId: 'one-and-the-same' });
    expect(await send(alice, 'ids')).toMatchObject({ seq: 1, duplicate: false });
    expect(await send(bob, 'ids')).toMatchObject({ seq: 2, duplicate: false });
    expect(await send(alice, 'ids-2')).toMatchObject({ seq: 1, duplicate: false });
  });
});
