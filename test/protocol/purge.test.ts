/** What a user wrote in the last hours is gone at a word: in a room, everywhere, and however often a sweep dies on the way. */
import { afterAll, describe, expect, it } from 'vitest';
import { handler as sweeper } from '../../handlers/sweeper.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());
const { rooms, messages } = server.stores;

const HOUR = 3_600_000;
const VICTIM = 'purged-user';
const from = { userId: VICTIM, name: 'Mallory' };

/** A log with messages of the user, and of somebody else after each. */
async function filled(room: string, count: number, sentAt = Date.now()) {
  for (let seq = 1; seq <= 2 * count; seq++)
    await messages.append({
      room,
      epoch: 'e',
      seq,
      ordinal: seq,
      messageId: `message-${room}-${seq}`,
      from: seq % 2 ? from : { userId: 'other', name: 'Other' },
      text: `text ${seq}`,
      sentAt: seq === 1 ? sentAt - 5 * HOUR : sentAt,
    });
}

async function logOf(socket: Socket, room: string): Promise<Frame[]> {
  const entries: Frame[] = [];
  for (let before: number | undefined; ; before = entries[0]?.seq) {
    const page = await socket.ask('history', { room, limit: 100, ...(before && { before }) });
    entries.unshift(...page.messages);
    if (page.messages.length === 0 || entries[0]?.seq === 1) return entries;
  }
}
const textsOf = (log: Frame[]) =>
  log.flatMap(({ type, text }) => ((type === undefined || type === 'message') && text ? [text] : []));
const notes = async (admin: Socket) =>
  (await admin.ask('adminAudit')).entries.filter((one: Frame) => one.action === 'deleteMessagesOf');

describe('in a room', () => {
  it('a moderator deletes what a user wrote lately; everyone is told, the log has no gap, and what is older stays', async () => {
    const room = 'purge-some';
    const [alice, bob, admin] = await server.connectAll(['alice', 'bob', 'admin']);
    await alice.ask('createRoom', { room, kind: 'public' });
    await filled(room, 3);
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room });
    expect(await alice.ask('deleteMessagesOf', { room, userId: VICTIM, hours: 4 })).toMatchObject({
      type: 'ok',
      deleted: 2,
      done: true,
    });
    await bob.settled();
    const told = bob.pushes.filter(one => one.type === 'deleted' && one.room === room);
    expect(told.map(({ target }) => target).sort()).toEqual([3, 5]);
    const log = await logOf(bob, room);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    expect(textsOf(log)).toEqual(['text 1', 'text 2', 'text 4', 'text 6']);
    expect(await notes(admin)).toMatchObject([{ room, userId: VICTIM, hours: 4, by: { name: 'alice' } }]);
    const before = log.length;
    await alice.ask('deleteMessagesOf', { room, userId: VICTIM, hours: 4 });
    expect(await logOf(bob, room)).toHaveLength(before);
  });

  it('what a request does not get done is done in the background, counted and noted', async () => {
    const room = 'purge-many';
    const [alice, admin] = await server.connectAll(['alice', 'admin']);
    await alice.ask('createRoom', { room, kind: 'public' });
    await filled(room, 30);
    expect(await alice.ask('deleteMessagesOf', { room, userId: VICTIM, hours: 1 })).toMatchObject({
      deleted: 25,
      done: false,
    });
    expect(textsOf(await logOf(admin, room))).toHaveLength(35);
    await server.run(sweeper);
    expect(textsOf(await logOf(admin, room))).toHaveLength(31);
    const [done] = await notes(admin);
    expect(done).toMatchObject({ room, userId: VICTIM, deleted: 29, by: { name: 'alice' } });
    await server.run(sweeper);
    expect((await notes(admin))[0]).toEqual(done);
  });

  it('is not for members, of those above them, or everywhere', async () => {
    const room = 'purge-ranks';
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await alice.ask('createRoom', { room, kind: 'public' });
    await rooms.setRole(room, await server.userId('bob'), 'moderator', undefined);
    const forbidden = { code: 'FORBIDDEN' };
    const aliceId = await server.userId('alice');
    expect(await bob.ask('deleteMessagesOf', { room, userId: aliceId, hours: 1 })).toMatchObject(forbidden);
    expect(await alice.ask('deleteMessagesOf', { userId: VICTIM, hours: 1 })).toMatchObject(forbidden);
  });
});

describe('everywhere', () => {
  it('an administrator has it all go in the background, also in rooms that nobody created', async () => {
    const [admin] = await server.connectAll(['admin']);
    const there = ['purge-all-1', 'purge-all-2'];
    for (const room of there) await filled(room, 2);
    expect(await admin.ask('deleteMessagesOf', { userId: VICTIM, hours: 1 })).toMatchObject({
      deleted: 0,
      done: false,
    });
    await server.run(sweeper);
    for (const room of there)
      expect(textsOf(await logOf(admin, room))).toEqual(['text 1', 'text 2', 'text 4']);
    expect((await notes(admin))[0]).toMatchObject({ userId: VICTIM, deleted: 2 });
  });
});

it.each(['deleteMessage', 'deleteMessagesOf'])(
  'a message that goes by %s is pinned no more',
  async action => {
    const room = `unpinned-${action}`;
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await alice.ask('createRoom', { room, kind: 'public' });
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room });
    for (const text of ['one', 'two']) await bob.ask('sendMessage', { room, text });
    for (const seq of [1, 2]) await alice.ask('pinMessage', { room, seq });
    const userId = await server.userId('bob');
    const fields = action === 'deleteMessage' ? { seq: 1 } : { userId, hours: 1 };
    expect(await alice.ask(action, { room, ...fields })).toMatchObject({ type: 'ok' });
    const left = action === 'deleteMessage' ? [2] : [];
    expect((await bob.ask('getRoom', { room })).details.pinned ?? []).toEqual(left);
    await bob.settled();
    const told = bob.pushes.filter(one => one.type === 'room' && one.room === room).at(-1);
    expect(told?.details.pinned ?? []).toEqual(left);
  },
);
