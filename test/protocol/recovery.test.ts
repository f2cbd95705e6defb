/** What a client missed: all of it, or a plain no. */
import pMap from 'p-map';
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';
import { storesOf } from '../support/stores.ts';

const DAY_MS = 86_400_000;
const LIMIT = 131_072;
const server = await testServer({ settings: { RETENTION_DAYS: '1' } });
afterAll(() => server.close());

const { messages: log } = storesOf(server.dynamodb.endpoint, { retentionDays: 1 });
const sizeOf = (frame: Frame) => Buffer.byteLength(JSON.stringify(frame));

const seqs = (messages: readonly Frame[]): number[] => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

async function fill(socket: Socket, room: string, count: number, text = 'x'): Promise<void> {
  for (let n = 0; n < count; n++)
    expect(await socket.ask('sendMessage', { room, text })).toMatchObject({ type: 'ok' });
}

/** Puts messages into the log directly: what a hundred clients wrote meanwhile. */
async function written(
  room: string,
  from: number,
  to: number,
  text: string,
  sentAt = Date.now(),
): Promise<string> {
  const epoch = (await log.log(room)).epoch ?? (await log.begin(room));
  const one = (seq: number) =>
    log.append({
      room,
      epoch,
      seq,
      messageId: `message-${seq}`,
      from: { userId: 'someone', name: 'someone' },
      text,
      sentAt,
    });
  await pMap(range(from, to), one, { concurrency: 20 });
  return epoch;
}

/** Follows `more` with `history`, as a client does. */
async function all(socket: Socket, room: string, first: Frame): Promise<Frame[]> {
  const messages = [...first.messages];
  let { more } = first;
  while (more) {
    const page = await socket.ask('history', { room, after: messages.at(-1)?.seq ?? 0 });
    messages.push(...page.messages);
    more = page.more;
  }
  return messages;
}

describe('a client that comes back with after and epoch', () => {
  it('is given exactly what it missed, recovered: true', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'missed');
    await fill(alice, 'missed', 5);
    const { epoch } = await bob.next(({ seq }) => seq === 5);
    await bob.close();
    await fill(alice, 'missed', 7);
    const back = await server.connect('bob');
    const reply = await back.ask('joinRoom', { room: 'missed', after: 5, epoch });
    expect(reply).toMatchObject({ recovered: true, head: 12, epoch, more: false });
    expect(seqs(reply.messages)).toEqual(range(6, 12));
    expect(await back.ask('joinRoom', { room: 'missed', after: 12, epoch })).toMatchObject({
      recovered: true,
      messages: [],
      more: false,
    });
  });

  it('is given a page and more: true where it missed more than a page; history has the rest', async () => {
    const epoch = await written('busy', 1, 250, 'short');
    const alice = await server.connect('alice');
    const reply = await alice.ask('joinRoom', { room: 'busy', after: 3, epoch });
    expect(reply).toMatchObject({ recovered: true, head: 250, more: true });
    expect(seqs(reply.messages)).toEqual(range(4, 103));
    expect(seqs(await all(alice, 'busy', reply))).toEqual(range(4, 250));
  });

  it('is told recovered: false and the newest messages where its cursor is of another epoch', async () => {
    const epoch = await written('renamed', 1, 20, 'short');
    const alice = await server.connect('alice');
    for (const cursor of [
      { after: 15, epoch: 'of-old' },
      { after: 0, epoch: `${epoch}2` },
    ]) {
      const reply = await alice.ask('joinRoom', { room: 'renamed', ...cursor });
      expect(reply).toMatchObject({ recovered: false, epoch, head: 20, more: true });
      expect(seqs(reply.messages)).toEqual(range(11, 20));
    }
  });

  it('is told recovered: false where its cursor is ahead of the head', async () => {
    const epoch = await written('short', 1, 4, 'short');
    const alice = await server.connect('alice');
    const reply = await alice.ask('joinRoom', { room: 'short', after: 5, epoch });
    expect(reply).toMatchObject({ recovered: false, head: 4 });
    expect(seqs(reply.messages)).toEqual([1, 2, 3, 4]);
  });

  it('is told recovered: false where what it missed is older than the retention, and never a part of it', async () => {
    const epoch = await written('fading', 1, 3, 'old', Date.now() - DAY_MS - 1_000);
    await written('fading', 4, 16, 'young');
    const alice = await server.connect('alice');
    for (const after of [0, 1, 2]) {
      const reply = await alice.ask('joinRoom', { room: 'fading', after, epoch });
      expect(reply).toMatchObject({ recovered: false, head: 16 });
      expect(seqs(reply.messages)).toEqual(range(7, 16));
    }
    const reply = await alice.ask('joinRoom', { room: 'fading', after: 3, epoch });
    expect(reply).toMatchObject({ recovered: true, head: 16 });
    expect(seqs(reply.messages)).toEqual(range(4, 16));
  });

  it('is told recovered: false where the whole log is older than the retention; the log counts on in a new epoch', async () => {
    const epoch = await written('faded', 1, 3, 'old', Date.now() - DAY_MS - 1_000);
    const alice = await server.connect('alice');
    const reply = await alice.ask('joinRoom', { room: 'faded', after: 1, epoch });
    expect(reply).toMatchObject({ recovered: false, head: 3, messages: [], more: false });
    expect(await alice.ask('sendMessage', { room: 'faded', text: 'anew' })).toMatchObject({ seq: 4 });
    expect((await alice.ask('joinRoom', { room: 'faded', after: 3, epoch: 'other' })).recovered).toBe(false);
  });

  it('is answered the same by joinRooms, room by room', async () => {
    const epoch = await written('one-of-two', 1, 12, 'short');
    await written('two-of-two', 1, 12, 'short');
    const alice = await server.connect('alice');
    const { rooms } = await alice.ask('joinRooms', {
      rooms: [
        { room: 'one-of-two', after: 10, epoch },
        { room: 'two-of-two', after: 10, epoch: 'of-old' },
      ],
    });
    expect(rooms.map(({ recovered, messages }: Frame) => [recovered, ...seqs(messages)])).toEqual([
      [true, 11, 12],
      [false, ...range(3, 12)],
    ]);
  });
});

describe('sync', () => {
  it('answers what is missing of each room, without subscribing', async () => {
    const epoch = await written('watched', 1, 12, 'short');
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await bob.ask('joinRoom', { room: 'watched' });
    const { rooms, ...reply } = await alice.ask('sync', {
      rooms: [
        { room: 'watched', after: 10, epoch },
        { room: 'watched', after: 12, epoch },
        { room: 'watched', after: 12, epoch: 'of-old' },
        { room: 'dm:a:b', after: 0, epoch },
      ],
    });
    expect(reply).toEqual({ type: 'ok', id: expect.any(String), action: 'sync' });
    expect(rooms).toEqual([
      {
        ok: true,
        room: 'watched',
        epoch,
        head: 12,
        messages: expect.any(Array),
        more: false,
        recovered: true,
      },
      { ok: true, room: 'watched', epoch, head: 12, messages: [], more: false, recovered: true },
      {
        ok: true,
        room: 'watched',
        epoch,
        head: 12,
        messages: expect.any(Array),
        more: true,
        recovered: false,
      },
      { ok: false, room: 'dm:a:b', error: { code: 'NOT_FOUND', message: expect.any(String) } },
    ]);
    expect(seqs(rooms[0].messages)).toEqual([11, 12]);
    expect(seqs(rooms[2].messages)).toEqual(range(3, 12));
    await bob.ask('sendMessage', { room: 'watched', text: 'not for alice' });
    await alice.settled();
    expect(alice.messages).toEqual([]);
  });
});

describe('a reply stays under 128 KB', () => {
  const LARGE = 'ü'.repeat(8_192);

  it('with 100 messages of 16 KB: paged, and together they are all there', async () => {
    const epoch = await written('large', 1, 100, LARGE);
    const alice = await server.connect('alice');
    const replies = [
      await alice.ask('joinRoom', { room: 'large', after: 0, epoch }),
      await alice.ask('joinRoom', { room: 'large', last: 100 }),
      await alice.ask('history', { room: 'large' }),
      await alice.ask('sync', { rooms: [{ room: 'large', after: 0, epoch }] }),
    ];
    for (const reply of replies) expect(sizeOf(reply)).toBeLessThan(LIMIT);
    expect(replies[0]).toMatchObject({ recovered: true, more: true });
    expect(replies[1]).toMatchObject({ recovered: false, more: true });
    expect(replies[1].messages.at(-1).seq).toBe(100);
    expect(seqs(await all(alice, 'large', replies[0]))).toEqual(range(1, 100));
  });

  it('with 50 rooms of long names and full of messages: what does not fit is told by more, and is in history', async () => {
    const rooms = range(1, 50).map(n => `${String(n).padStart(4, '0')}${'r'.repeat(124)}`);
    const [first = '', ...others] = rooms;
    await written(first, 1, 7, LARGE);
    await Promise.all(others.map(room => written(room, 1, 10, 'x'.repeat(100))));
    const alice = await server.connect('alice');
    const reply = await alice.ask('joinRooms', { rooms: rooms.map(room => ({ room, last: 100 })) });
    expect(sizeOf(reply)).toBeLessThan(LIMIT);
    for (const { room, ok, head, messages, more } of reply.rooms) {
      expect({ room, ok, head }).toEqual({ room, ok: true, head: room === first ? 7 : 10 });
      expect({ room, more }).toEqual({ room, more: messages.length < head });
    }
    const emptied = reply.rooms.findLast(({ messages }: Frame) => messages.length === 0);
    expect(emptied, 'a room that no space was left for').toBeDefined();
    const { messages } = await alice.ask('history', { room: emptied.room });
    expect(seqs(messages)).toEqual(range(1, 10));
  });
});
