/** Old messages that a server puts into a new room, as it and the people in there see them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../shared/protocol/operations.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { call } from '../support/server-api.ts';
import type { Frame } from '../support/socket.ts';

const DAY_MS = 86_400_000;
const LONG_AGO = Date.now() - 20 * DAY_MS;

let receiver: Receiver;
let server: TestServer;
beforeAll(async () => {
  receiver = await startReceiver();
  const webhooks = { urls: [receiver.url], windowSeconds: 0.1 };
  server = await testServer({ webhooks, settings: { RETENTION_DAYS: '30', ROOM_DIRECTORY: 'true' } });
});
afterAll(async () => {
  await server.close();
  await receiver.stop();
});

const ask = (name: Parameters<typeof call>[1], input: object) => {
  if (!server.api) throw new Error('a local server has a key of its own');
  return call(server.api, name, { ...input });
};
const old = (n: number) => ({ from: { userId: 'ann', name: 'Ann' }, sentAt: LONG_AGO + n, text: `old ${n}` });
const batchOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => old(from + index));
const put = (room: string, after: number, batch: readonly object[]) =>
  ask('importMessages', { room, after, batch });
const refusal = async (answer: ReturnType<typeof put>) => {
  const { status, body } = await answer;
  const { code, detail, issues } = problem.parse(body);
  return { status, code, detail, ...issues?.[0] };
};
const texts = ({ messages }: Frame) => messages.map(({ seq, text }: Frame) => `${seq} ${text}`);

async function newRoom(room: string, members: readonly string[] = []) {
  expect((await ask('createRoom', { room, kind: 'private', members })).status).toBe(200);
  return room;
}

describe('old messages', () => {
  it('stand in the log with their own times and senders, and one of today comes behind them', async () => {
    const room = await newRoom('moved');
    expect((await put(room, 0, batchOf(1, 3))).body).toEqual({ room, seq: 3 });
    expect(
      (await put(room, 3, [{ ...old(3), text: undefined, data: { n: 4 }, messageId: 'their-own-id' }])).body,
    ).toEqual({
      room,
      seq: 4,
    });
    expect((await ask('publish', { room, text: 'new' })).body).toMatchObject({ seq: 5, ordinal: 1 });
    const { messages } = (await ask('history', { room })).body;
    const from = { userId: 'ann', name: 'Ann', server: true };
    expect(messages).toMatchObject([
      { seq: 1, from, sentAt: LONG_AGO + 1, text: 'old 1', messageId: 'imported-1' },
      { seq: 2 },
      { seq: 3 },
      { seq: 4, from, data: { n: 4 }, messageId: 'their-own-id' },
      { seq: 5, from: { userId: 'server' } },
    ]);
    expect(new Set(messages.map(({ epoch }: Frame) => epoch)).size).toBe(1);
  });

  it('are told to nobody, and nobody has them to read yet; what is said next is pushed and counted', async () => {
    const [alice] = await server.connectAll(['alice']);
    const userId = await server.userId('alice');
    const room = await newRoom('quiet', [userId]);
    await alice.ask('joinRoom', { room });
    await put(room, 0, batchOf(1, 100));
    const unread = async () =>
      (await alice.ask('listRooms')).rooms.find((one: Frame) => one.room === room).unread;
    expect(await unread()).toBe(0);
    await ask('publish', { room, text: 'new' });
    expect(await alice.next(({ type }) => type === 'message')).toMatchObject({ seq: 101, text: 'new' });
    expect(await unread()).toBe(1);
    expect(alice.of('message')).toHaveLength(1);
    await alice.ask('markRead', { room, seq: 50 });
    expect(await unread()).toBe(1);
    await alice.ask('markRead', { room, seq: 101 });
    expect(await unread()).toBe(0);
    const events = await receiver.events(1, 'message.sent');
    expect(JSON.stringify(events)).toContain('"new"');
    expect(JSON.stringify(receiver.taken())).not.toContain('old 1');
    await alice.close();
  });

  it('of a public room say when somebody spoke there last; an older batch that is sent again takes nothing back', async () => {
    const room = 'square';
    const HOUR_MS = 3_600_000;
    await ask('createRoom', { room, kind: 'public' });
    const batches = [1, 2].map(hour => [{ ...old(hour), sentAt: LONG_AGO + hour * HOUR_MS }]);
    const activeAt = async () =>
      (await ask('discoverRooms', { by: 'activity' })).body.rooms.find((one: Frame) => one.room === room)
        .activeAt;
    for (const [after, batch] of batches.entries()) await put(room, after, batch);
    expect(await activeAt()).toBe(LONG_AGO + 2 * HOUR_MS);
    await put(room, 0, batches[0] ?? []);
    expect(await activeAt()).toBe(LONG_AGO + 2 * HOUR_MS);
    const { sentAt } = (await ask('publish', { room, text: 'new' })).body;
    await put(room, 1, batches[1] ?? []);
    expect(await activeAt()).toBe(sentAt);
  });

  it('go into a conversation of two, which is in both lists then', async () => {
    const ids = [await server.userId('bob'), await server.userId('carol')];
    const room = `dm:${ids.sort().join(':')}`;
    const batch = ids.map((userId, n) => ({ ...old(n), from: { userId, name: 'somebody' } }));
    expect((await put(room, 0, batch)).status).toBe(200);
    for (const userId of ids)
      expect((await ask('listRooms', { userId })).body.rooms).toMatchObject([{ room, head: 2, unread: 0 }]);
  });

  it('are erased with their sender', async () => {
    const room = await newRoom('erased');
    const from = { userId: 'zed', name: 'Zebedee' };
    await put(room, 0, [{ ...old(1), from }, old(2)]);
    for (let page: Frame = {}, pages = 0; pages === 0 || page.next; pages++)
      page = (await ask('eraseUser', { userId: 'zed', ...(page.next && { after: page.next }) })).body;
    expect((await ask('history', { room })).body.messages).toMatchObject([
      { seq: 1, from: { name: 'Erased' }, deletedAt: expect.any(Number) },
      { seq: 2, text: 'old 2' },
    ]);
  });

  it('are noted in the audit once, not with each batch', async () => {
    const room = await newRoom('noted');
    await put(room, 0, batchOf(1, 2));
    await put(room, 2, batchOf(3, 2));
    const { entries } = (await ask('audit', {})).body;
    expect(entries.filter((entry: Frame) => entry.room === room)).toMatchObject([
      { action: 'importMessages' },
      { action: 'createRoom' },
    ]);
  });
});

describe('a batch that is sent again', () => {
  it('is answered as the first time, also where somebody has spoken since, or deleted one', async () => {
    const room = 'again';
    const [alice] = await server.connectAll(['alice']);
    await ask('createRoom', { room, kind: 'private', owner: await server.userId('alice') });
    for (let times = 0; times < 2; times++) expect((await put(room, 0, batchOf(1, 3))).body.seq).toBe(3);
    await put(room, 3, batchOf(4, 2));
    await alice.ask('joinRoom', { room });
    expect(await alice.ask('deleteMessage', { room, seq: 4 })).toMatchObject({ type: 'ok', seq: 6 });
    await ask('publish', { room, text: 'new' });
    expect((await put(room, 3, batchOf(4, 2))).body).toEqual({ room, seq: 5 });
    expect(texts((await ask('history', { room })).body)).toEqual([
      ...['1 old 1', '2 old 2', '3 old 3', '4 undefined', '5 old 5'],
      ...['6 undefined', '7 new'],
    ]);
    await alice.close();
  });

  it('goes on where it was cut off', async () => {
    const room = await newRoom('cut-off');
    await put(room, 0, batchOf(1, 2));
    expect((await put(room, 0, batchOf(1, 4))).body).toEqual({ room, seq: 4 });
    expect(texts((await ask('history', { room })).body)).toHaveLength(4);
  });

  it('at once with itself is stored once, and of two different ones the log has one, whole', async () => {
    const room = await newRoom('at-once');
    const same = await Promise.all([1, 2, 3].map(() => put(room, 0, batchOf(1, 20))));
    expect(same.map(({ status }) => status)).toEqual([200, 200, 200]);
    const answers = await Promise.all([put(room, 20, batchOf(21, 5)), put(room, 20, batchOf(31, 5))]);
    expect(answers.map(({ status }) => status)).toContain(409);
    const { messages, head } = (await ask('history', { room })).body;
    expect(messages.map(({ seq }: Frame) => seq)).toEqual(
      Array.from({ length: head }, (_, index) => index + 1),
    );
  });
});

describe('what is refused, with nothing stored', () => {
  const conflict = { status: 409, code: 'CONFLICT' };

  it('a room in which somebody has spoken, before the import or between two batches', async () => {
    const room = await newRoom('spoken');
    await ask('publish', { room, text: 'hello' });
    const detail = 'This room has another entry 1: only a new room takes old messages.';
    for (const after of [0, 1])
      expect(await refusal(put(room, after, batchOf(1, 2)))).toMatchObject({ ...conflict, detail });
    const between = await newRoom('between');
    await put(between, 0, batchOf(1, 2));
    await ask('publish', { room: between, text: 'hello' });
    for (const after of [2, 3])
      expect(await refusal(put(between, after, batchOf(3, 2)))).toMatchObject(conflict);
    for (const [of, head] of [
      [room, 1],
      [between, 3],
    ] as const)
      expect((await ask('history', { room: of })).body.head).toBe(head);
  });

  it('a place that the log does not reach to', async () => {
    const room = await newRoom('ahead');
    await put(room, 0, batchOf(1, 2));
    expect(await refusal(put(room, 5, batchOf(6, 1)))).toMatchObject({
      ...conflict,
      detail: 'The log of this room ends at 2: go on from there.',
    });
  });

  it('a room that nobody created, or that is deleted', async () => {
    await newRoom('gone');
    await ask('deleteRoom', { room: 'gone' });
    for (const room of ['gone', 'never-made'])
      expect(await refusal(put(room, 0, batchOf(1, 1)))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });

  it.each([
    ['a time that is not past', [{ ...old(1), sentAt: Date.now() + DAY_MS }], 'batch.0.sentAt'],
    ['times that go back', [old(2), old(1)], 'batch.1.sentAt'],
    [
      'what would be gone within a day',
      [{ ...old(1), sentAt: Date.now() - 29.5 * DAY_MS }],
      'batch.0.sentAt',
    ],
    ['a message without a text', [{ ...old(1), text: undefined }], 'batch.0.text'],
    ['a message of nobody', [{ ...old(1), from: undefined }], 'batch.0.from'],
    ['a field that is unknown', [{ ...old(1), editedAt: 1 }], 'batch.0'],
    ['nothing', [], 'batch'],
    ['more than a hundred', batchOf(1, 101), 'batch'],
  ])('%s', async (_, batch, path) => {
    const room = await newRoom('refused');
    expect(await refusal(put(room, 0, batch))).toMatchObject({ status: 400, code: 'BAD_REQUEST', path });
    expect((await ask('history', { room })).body.head).toBe(0);
  });

  it('a batch that is older than the one before it', async () => {
    const room = await newRoom('backwards');
    await put(room, 0, batchOf(5, 2));
    expect(await refusal(put(room, 2, batchOf(1, 2)))).toMatchObject({ status: 400, path: 'batch.0.sentAt' });
  });
});
