/** Joining, leaving, reading back. */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

describe('joinRoom', () => {
  it('answers room, epoch, head, the newest messages, whether it recovered, and how many connections are there', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await alice.ask('joinRoom', { room: 'lobby' });
    for (let n = 1; n <= 12; n++) await alice.ask('sendMessage', { room: 'lobby', text: `number ${n}` });
    const reply = await bob.ask('joinRoom', { room: 'lobby' });
    expect(reply).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'joinRoom',
      room: 'lobby',
      epoch: expect.any(String),
      head: 12,
      messages: expect.any(Array),
      recovered: false,
      more: true,
      connections: 2,
    });
    expect(reply.messages.map(({ seq }: { seq: number }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(reply.messages[9]).toEqual({
      room: 'lobby',
      epoch: reply.epoch,
      seq: 12,
      ordinal: 12,
      messageId: expect.any(String),
      from: { userId: await server.userId('alice'), name: 'alice' },
      text: 'number 12',
      sentAt: expect.any(Number),
    });
  });

  it.each([
    [0, []],
    [2, [11, 12]],
    [12, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    [100, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ])('with last: %i answers that many of the newest', async (last, seqs) => {
    const carol = await server.connect('carol');
    const reply = await carol.ask('joinRoom', { room: 'lobby', last });
    expect(reply).toMatchObject({ head: 12, recovered: false, more: seqs[0] !== 1 });
    expect(reply.messages.map(({ seq }: { seq: number }) => seq)).toEqual(seqs);
    await carol.close();
  });

  it('of a room nobody has written in answers head 0 and nothing more', async () => {
    const alice = await server.connect('alice');
    expect(await alice.ask('joinRoom', { room: 'silence' })).toMatchObject({
      head: 0,
      messages: [],
      recovered: false,
      more: false,
      connections: 1,
    });
  });

  it('twice is as once: every message is pushed once', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'twice');
    expect(await bob.ask('joinRoom', { room: 'twice' })).toMatchObject({ type: 'ok', connections: 2 });
    await alice.ask('sendMessage', { room: 'twice', text: 'once' });
    await bob.settled();
    expect(bob.messages).toHaveLength(1);
  });
});

describe('only a connection that joined a room', () => {
  it.each([
    ['sends', 'sendMessage', { text: 'hello' }],
    ['types', 'typing', { typing: true }],
    ['marks read', 'markRead', { seq: 1 }],
    ['edits', 'editMessage', { seq: 1, text: 'other' }],
    ['deletes', 'deleteMessage', { seq: 1 }],
  ])('%s in it; another connection of the same user does not', async (_, action, fields) => {
    const [phone, laptop] = await server.connectAll(['alice', 'alice']);
    await phone.ask('joinRoom', { room: 'mine' });
    await phone.ask('sendMessage', { room: 'mine', text: 'here' });
    expect(await laptop.ask(action, { room: 'mine', ...fields })).toMatchObject({
      type: 'error',
      action,
      code: 'NOT_JOINED',
    });
  });
});

describe('leaveRoom', () => {
  it('answers the room; what is sent afterwards is not pushed, and speaking takes joining again', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'left');
    expect(await bob.ask('leaveRoom', { room: 'left' })).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'leaveRoom',
      room: 'left',
    });
    await alice.ask('sendMessage', { room: 'left', text: 'gone?' });
    await bob.settled();
    expect(bob.messages).toEqual([]);
    expect(await bob.ask('sendMessage', { room: 'left', text: 'no' })).toMatchObject({ code: 'NOT_JOINED' });
    expect(await bob.ask('joinRoom', { room: 'left' })).toMatchObject({ type: 'ok', head: 1 });
  });

  it('of a room one is not in is answered the same', async () => {
    const bob = await server.connect('bob');
    expect(await bob.ask('leaveRoom', { room: 'never-been-there' })).toMatchObject({
      type: 'ok',
      room: 'never-been-there',
    });
  });
});

describe('joinRooms', () => {
  it('joins each room of the list, and each answers for itself', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await bob.ask('createRoom', { room: 'closed-club', kind: 'private' });
    const { rooms, ...reply } = await alice.ask('joinRooms', {
      rooms: [{ room: 'first' }, { room: 'closed-club' }, { room: 'dm:a:b' }, { room: 'second', last: 5 }],
    });
    expect(reply).toEqual({ type: 'ok', id: expect.any(String), action: 'joinRooms' });
    expect(rooms).toMatchObject([
      { room: 'first', ok: true, head: 0, messages: [], recovered: false, connections: 1 },
      { room: 'closed-club', ok: false, error: { code: 'NOT_FOUND' } },
      { room: 'dm:a:b', ok: false, error: { code: 'FORBIDDEN' } },
      { room: 'second', ok: true, head: 0 },
    ]);
    for (const room of ['first', 'second'])
      expect(await alice.ask('sendMessage', { room, text: 'in' })).toMatchObject({ type: 'ok', seq: 1 });
    expect(await alice.ask('sendMessage', { room: 'closed-club', text: 'in' })).toMatchObject({
      code: 'NOT_JOINED',
    });
  });

  it('takes 50 rooms, and refuses 51 or none', async () => {
    const alice = await server.connect('alice');
    const rooms = Array.from({ length: 51 }, (_, n) => ({ room: `of-many-${n}` }));
    const reply = await alice.ask('joinRooms', { rooms: rooms.slice(0, 50) });
    expect(reply.rooms.map(({ ok, room }: { ok: boolean; room: string }) => ({ ok, room }))).toEqual(
      rooms.slice(0, 50).map(({ room }) => ({ ok: true, room })),
    );
    expect(await alice.ask('joinRooms', { rooms })).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await alice.ask('joinRooms', { rooms: [] })).toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('a connection that has ended', () => {
  it('is told CONNECTION_ENDED, on which a client connects again, and nothing of it stays in the room', async () => {
    const bob = await server.connect('bob');
    const userId = await server.userId('bob');
    const [own] = (await server.stores.connections.ofUser(userId)).sort(
      (a, b) => b.connectedAt - a.connectedAt,
    );
    await server.stores.connections.close(userId, own?.connectionId ?? '');
    expect(await bob.ask('joinRoom', { room: 'afterlife' })).toMatchObject({ code: 'CONNECTION_ENDED' });
    const { rooms } = await bob.ask('joinRooms', { rooms: [{ room: 'afterlife' }] });
    expect(rooms).toMatchObject([{ ok: false, room: 'afterlife', error: { code: 'CONNECTION_ENDED' } }]);
    expect(await server.stores.connections.atMost('afterlife', 1)).toEqual([]);
  });
});

describe('a connection in as many rooms as it may be in', () => {
  it('is refused one more before anything is written, joins again those it is in, and may leave one for another', async () => {
    const small = await testServer({ settings: { ROOMS_PER_CONNECTION: '3' } });
    try {
      const alice = await small.connect('alice');
      const names = Array.from({ length: 5 }, (_, n) => `of-few-${n}`);
      const { rooms } = await alice.ask('joinRooms', { rooms: names.map(room => ({ room })) });
      const refused = rooms.filter(({ ok }: { ok: boolean }) => !ok);
      expect(refused).toHaveLength(2);
      for (const { room, error } of refused) {
        expect(error.code).toBe('LIMIT_EXCEEDED');
        expect(await small.stores.connections.atMost(room, 1)).toEqual([]);
        expect((await alice.ask('presence', { room })).connections).toBe(0);
      }
      const [{ room }] = rooms.filter(({ ok }: { ok: boolean }) => ok);
      expect(await alice.ask('joinRoom', { room })).toMatchObject({ type: 'ok' });
      await alice.ask('leaveRoom', { room });
      expect(await alice.ask('joinRoom', { room: refused[0].room })).toMatchObject({ type: 'ok' });
    } finally {
      await small.close();
    }
  });
});

describe('a list of rooms with a bad one among them', () => {
  it('is answered for the good ones; the bad one is told BAD_REQUEST under the name it came with', async () => {
    const alice = await server.connect('alice');
    const bad = [{}, null, { room: 'a b' }, { room: {} }, { room: 'fine', last: -1 }, 'room'];
    const { rooms } = await alice.ask('joinRooms', { rooms: [{ room: 'good' }, ...bad] });
    expect(rooms[0]).toMatchObject({ ok: true, room: 'good' });
    expect(rooms.slice(1).map(({ ok, room, error }: Frame) => [ok, room, error.code])).toEqual(
      ['', '', 'a b', '', 'fine', ''].map(room => [false, room, 'BAD_REQUEST']),
    );
    const synced = await alice.ask('sync', {
      rooms: [...bad, { room: 'good', after: 0, epoch: rooms[0].epoch }],
    });
    expect(synced.rooms.map(({ ok }: Frame) => ok)).toEqual([...bad.map(() => false), true]);
  });
});

describe('history', () => {
  it('answers room, epoch, head, a page ascending, and whether there is more, backwards and forwards', async () => {
    const alice = await server.connect('alice');
    const { epoch } = await alice.ask('joinRoom', { room: 'annals' });
    for (let n = 1; n <= 25; n++) await alice.ask('sendMessage', { room: 'annals', text: `number ${n}` });
    const page = async (fields: object) => {
      const { messages, ...rest } = await alice.ask('history', { room: 'annals', ...fields });
      expect(rest).toMatchObject({ type: 'ok', action: 'history', room: 'annals', epoch, head: 25 });
      return [...messages.map(({ seq }: { seq: number }) => seq), rest.more];
    };
    expect(await page({ limit: 3 })).toEqual([23, 24, 25, true]);
    expect(await page({ before: 5, limit: 3 })).toEqual([2, 3, 4, true]);
    expect(await page({ before: 3 })).toEqual([1, 2, false]);
    expect(await page({ before: 1 })).toEqual([false]);
    expect(await page({ after: 0, limit: 2 })).toEqual([1, 2, true]);
    expect(await page({ after: 23 })).toEqual([24, 25, false]);
    expect(await page({ after: 25 })).toEqual([false]);
    expect(await page({ after: 15, limit: 9 })).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 24, true]);
    expect(await page({ before: 26, limit: 25 })).toHaveLength(26);
  });
});
