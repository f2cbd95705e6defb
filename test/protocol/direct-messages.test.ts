/** `dm:<userIdA>:<userIdB>`: those two alone, never joined, never created, delivered to every connection of both. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

describe('a direct room', () => {
  let dm: string;
  let alice: Socket;
  let bob: Socket;
  let carol: Socket;
  beforeAll(async () => {
    const ids = [await server.userId('alice'), await server.userId('bob')].sort();
    dm = `dm:${ids.join(':')}`;
    [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
  });

  it('reaches every connection of both without a join, but the one that sent', async () => {
    const [laptop, phone] = await server.connectAll(['alice', 'bob']);
    expect(await alice.ask('sendMessage', { room: dm, text: 'psst' })).toMatchObject({ type: 'ok', seq: 1 });
    for (const socket of [laptop, bob, phone]) await socket.next(({ text }) => text === 'psst');
    for (const socket of [alice, carol]) {
      await socket.settled();
      expect(socket.messages).toEqual([]);
    }
    await Promise.all([laptop, phone].map(socket => socket.close()));
  });

  it('has its history, its cursor and its receipts for both', async () => {
    const { messages, epoch } = await bob.ask('history', { room: dm });
    expect(messages).toMatchObject([{ seq: 1, text: 'psst' }]);
    await bob.ask('sendMessage', { room: dm, text: 'what?' });
    const { rooms } = await alice.ask('sync', { rooms: [{ room: dm, after: 1, epoch }] });
    expect(rooms).toMatchObject([{ ok: true, recovered: true, messages: [{ seq: 2, text: 'what?' }] }]);
    await alice.ask('markRead', { room: dm, seq: 2 });
    expect(await bob.next(({ type }) => type === 'read')).toMatchObject({
      room: dm,
      seq: 2,
      user: { name: 'alice' },
    });
    alice.send({ action: 'typing', room: dm, typing: true });
    await bob.next(({ type }) => type === 'typing');
  });

  it('is listed for both from its first message on', async () => {
    for (const socket of [alice, bob])
      expect((await socket.ask('listRooms')).rooms).toMatchObject([{ room: dm, kind: 'dm', head: 2 }]);
    expect((await carol.ask('listRooms')).rooms).toEqual([]);
  });

  it('shows the presence of both, each once', async () => {
    const reply = await alice.ask('presence', { room: dm });
    expect(reply.users.map(({ name }: Frame) => name).sort()).toEqual(['alice', 'bob']);
    expect(reply).toMatchObject({ connections: 2, truncated: false });
  });

  it('is edited and deleted by the sender, and by nobody else', async () => {
    expect(await bob.ask('deleteMessage', { room: dm, seq: 1 })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await alice.ask('editMessage', { room: dm, seq: 1, text: 'pssst' })).toMatchObject({ type: 'ok' });
    await bob.next(({ type }) => type === 'edited');
  });

  it.each([
    ['joined', 'joinRoom', {}, 'FORBIDDEN'],
    ['created', 'createRoom', { kind: 'private' }, 'FORBIDDEN'],
    ['given members', 'addMember', { userId: 'carol' }, 'NOT_FOUND'],
  ])('is never %s, by its own two neither', async (_, action, fields, code) => {
    expect(await alice.ask(action, { room: dm, ...fields })).toMatchObject({ type: 'error', code });
  });

  it.each([
    ['sendMessage', { text: 'let me in' }, 'NOT_JOINED'],
    ['typing', { typing: true }, 'NOT_JOINED'],
    ['markRead', { seq: 1 }, 'NOT_JOINED'],
    ['editMessage', { seq: 1, text: 'x' }, 'NOT_JOINED'],
    ['deleteMessage', { seq: 1 }, 'NOT_JOINED'],
    ['history', {}, 'NOT_FOUND'],
    ['presence', {}, 'NOT_FOUND'],
  ])('is closed to a third: %s', async (action, fields, code) => {
    expect(await carol.ask(action, { room: dm, ...fields })).toMatchObject({ type: 'error', code });
  });

  it('has one id: with the two the other way round, or with itself, there is no room', async () => {
    const [, a = '', b = ''] = dm.split(':');
    for (const room of [`dm:${b}:${a}`, `dm:${a}:${a}`, `dm:${b}:${b}`, 'dm:', `dm:${a}`, `${dm}:x`])
      for (const socket of [alice, bob])
        expect(await socket.ask('sendMessage', { room, text: 'x' })).toMatchObject({ type: 'error' });
  });
});
