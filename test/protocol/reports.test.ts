/** Messages that users report, and those that moderators pin. */
import { afterAll, describe, expect, it } from 'vitest';
import { directRoom, MODERATION } from '../../shared/protocol/index.ts';
import { testServer } from '../support/server.ts';
import { call } from '../support/server-api.ts';
import type { Frame } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

const ok = { type: 'ok' };
const code = (code: string) => ({ type: 'error', code });

/** A room of alice's in which bob has said so much. */
async function said(room: string, texts: readonly string[], kind: 'public' | 'private' = 'public') {
  const [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
  await alice.ask('createRoom', { room, kind });
  await server.stores.rooms.setRole(room, await server.userId('bob'), 'member', undefined);
  await bob.ask('joinRoom', { room });
  for (const text of texts) await bob.ask('sendMessage', { room, text });
  return { room, alice, bob, carol };
}

describe('a message that is reported', () => {
  it('waits in the room’s queue with what it said then, once for each who reported it, until it is resolved', async () => {
    const { room, alice, bob, carol } = await said('reported', ['Buy this!', 'And that!']);
    for (const reason of ['An ad', 'Spam'])
      expect(await carol.ask('reportMessage', { room, seq: 1, reason })).toMatchObject({ ...ok, seq: 1 });
    await alice.ask('reportMessage', { room, seq: 1 });
    await alice.ask('reportMessage', { room, seq: 2 });
    await bob.ask('editMessage', { room, seq: 1, text: 'Never mind' });
    const first = await alice.ask('listReports', { room, limit: 2 });
    const { reports } = await alice.ask('listReports', { room, limit: 2, after: first.next });
    const all: Frame[] = [...first.reports, ...reports];
    expect(all.map(({ seq }) => seq)).toEqual([1, 1, 2]);
    expect(all).toContainEqual({
      room,
      seq: 1,
      from: { userId: await server.userId('bob'), name: 'bob' },
      excerpt: 'Buy this!',
      reason: 'Spam',
      by: { userId: await server.userId('carol'), name: 'carol' },
      at: expect.any(Number),
    });
    expect(await alice.ask('resolveReport', { room, seq: 1 })).toMatchObject({ ...ok, resolved: 2 });
    expect(await alice.ask('resolveReport', { room, seq: 1 })).toMatchObject({ ...ok, resolved: 0 });
    expect((await alice.ask('listReports', { room })).reports).toMatchObject([{ seq: 2 }]);
  });

  it.each([
    ['where nobody moderates', 'nobody-moderates'],
    ['in a direct room', '$dm'],
  ])('is for the administrators %s', async (_, named) => {
    const [alice, bob, admin] = await server.connectAll(['alice', 'bob', 'admin']);
    const room =
      named === '$dm' ? directRoom(await server.userId('alice'), await server.userId('bob')) : named;
    if (room === named) await bob.ask('joinRoom', { room });
    const { seq } = await bob.ask('sendMessage', { room, text: 'x'.repeat(1_000) });
    expect(await alice.ask('reportMessage', { room, seq })).toMatchObject(ok);
    const { reports } = await admin.ask('listReports');
    expect(reports).toMatchObject([{ room, seq, excerpt: 'x'.repeat(MODERATION.excerptLength) }]);
    expect(await alice.ask('listReports')).toMatchObject(code('FORBIDDEN'));
    expect(await alice.ask('resolveReport', { room, seq })).toMatchObject(code('NOT_FOUND'));
    expect(await admin.ask('resolveReport', { room, seq })).toMatchObject({ ...ok, resolved: 1 });
    expect((await admin.ask('listReports')).reports).toEqual([]);
  });

  it('is not one’s own, nor one that is not there or was deleted', async () => {
    const { room, bob, carol } = await said('not-reported', ['x', 'y']);
    await bob.ask('deleteMessage', { room, seq: 2 });
    expect(await bob.ask('reportMessage', { room, seq: 1 })).toMatchObject(code('FORBIDDEN'));
    for (const seq of [2, 99])
      expect(await carol.ask('reportMessage', { room, seq })).toMatchObject(code('NOT_FOUND'));
  });

  it.each([
    ['made up', 'bob', 'BAD_REQUEST'],
    ['of another list', Buffer.from('elsewhere').toString('base64url'), undefined],
  ])('is listed from no cursor that was %s', async (_, after, refusal) => {
    const { room, alice } = await said(`cursors-${refusal}`, []);
    const reply = await alice.ask('listReports', { room, after });
    expect(reply).toMatchObject(refusal ? code(refusal) : { ...ok, reports: [] });
  });
});

describe('a message that was removed', () => {
  it('is seen by the room’s moderators alone as it was, also of many at once, unless its sender removed it', async () => {
    const { room, alice, bob, carol } = await said('removed', ['one', 'two', 'three', 'four']);
    const userId = await server.userId('bob');
    await alice.ask('joinRoom', { room });
    await bob.ask('editMessage', { room, seq: 1, text: 'Worse' });
    await bob.ask('deleteMessage', { room, seq: 4 });
    for (let times = 0; times < 2; times++) await alice.ask('deleteMessage', { room, seq: 1 });
    const by = { userId: await server.userId('alice'), name: 'alice' };
    const from = { userId, name: 'bob' };
    const kept = (seq: number, excerpt: string) => ({ room, seq, from, excerpt, by, at: expect.any(Number) });
    expect((await alice.ask('listReports', { room, removed: true })).reports).toEqual([kept(1, 'Worse')]);
    expect(await alice.ask('deleteMessagesOf', { room, userId, hours: 1 })).toMatchObject({ deleted: 2 });
    const { reports } = await alice.ask('listReports', { room, removed: true });
    expect(reports).toEqual([kept(1, 'Worse'), kept(2, 'two'), kept(3, 'three')]);
    expect((await alice.ask('listReports', { room })).reports).toEqual([]);
    for (const other of [bob, carol])
      expect(await other.ask('listReports', { room, removed: true })).toMatchObject(code('FORBIDDEN'));
  });

  it('is gone with its sender, once they are erased', async () => {
    const [room, userId] = ['removed-erased', await server.userId('dave')];
    const [alice, dave] = await server.connectAll(['alice', 'dave']);
    await alice.ask('createRoom', { room, kind: 'public' });
    for (const socket of [alice, dave]) await socket.ask('joinRoom', { room });
    await dave.ask('sendMessage', { room, text: 'x' });
    await alice.ask('deleteMessage', { room, seq: 1 });
    const removed = async () => (await alice.ask('listReports', { room, removed: true })).reports;
    expect(await removed()).toHaveLength(1);
    if (!server.api) throw new Error('a local server has a key of its own');
    expect(await call(server.api, 'eraseUser', { userId })).toMatchObject({ status: 200 });
    expect(await removed()).toEqual([]);
  });

  it('is seen no longer than the deployment says, and is not kept where it says none', async () => {
    const keeping = await testServer({ settings: { REMOVED_DAYS: '0' } });
    const [alice, bob] = await keeping.connectAll(['alice', 'bob']);
    await alice.ask('createRoom', { room: 'hushed', kind: 'public' });
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room: 'hushed' });
    await bob.ask('sendMessage', { room: 'hushed', text: 'x' });
    expect(await alice.ask('deleteMessage', { room: 'hushed', seq: 1 })).toMatchObject(ok);
    expect((await alice.ask('listReports', { room: 'hushed', removed: true })).reports).toEqual([]);
    if (!keeping.api) throw new Error('a local server has a key of its own');
    const { rows } = (await call(keeping.api, 'exportUser', { userId: await keeping.userId('bob') })).body;
    expect(rows.filter((row: object) => 'excerpt' in row)).toEqual([]);
    await keeping.close();
    const of = {
      room: 'hushed-before',
      seq: 1,
      from: { userId: 'u', name: 'U' },
      excerpt: 'x',
      by: { userId: 'a', name: 'A' },
    };
    const { alice: owner, room } = await said(of.room, []);
    await server.stores.removed.add(room, { ...of, at: Date.now() - 31 * 86_400_000 });
    await server.stores.removed.add(room, { ...of, seq: 2, at: Date.now() - 29 * 86_400_000 });
    expect((await owner.ask('listReports', { room, removed: true })).reports).toMatchObject([{ seq: 2 }]);
  });
});

describe('a message that is pinned', () => {
  it('is told to everyone as a change of the room, and found in getRoom until it is unpinned', async () => {
    const { room, alice, bob } = await said('pinned', ['one', 'two']);
    for (const seq of [1, 2, 1]) await alice.ask('pinMessage', { room, seq });
    expect((await bob.ask('getRoom', { room })).details.pinned).toEqual([2, 1]);
    const entries = await bob.next(frame => frame.type === 'room' && frame.details.pinned?.[0] === 2);
    expect(entries).toMatchObject({ room, by: { name: 'alice' }, details: { pinned: [2, 1], version: 3 } });
    await alice.ask('updateRoom', { room, topic: 'x' });
    expect(await alice.ask('unpinMessage', { room, seq: 2 })).toMatchObject({ ...ok, seq: 2, pinned: [1] });
    expect(await alice.ask('unpinMessage', { room, seq: 1 })).toMatchObject({ ...ok, pinned: [] });
    expect((await bob.ask('getRoom', { room })).details).toEqual({ version: 6, topic: 'x' });
  });

  it('is one of fifty at most, and none that was deleted or is not there', async () => {
    const { room, alice, bob } = await said('many-pinned', ['one', 'two']);
    const { details } = await alice.ask('updateRoom', { room, topic: 'x' });
    const pinned = Array.from({ length: MODERATION.pins }, (_, n) => 100 + n);
    await server.stores.details.write(room, { ...details, version: details.version + 1, pinned });
    expect(await alice.ask('pinMessage', { room, seq: 1 })).toMatchObject(code('LIMIT_EXCEEDED'));
    await bob.ask('deleteMessage', { room, seq: 2 });
    for (const seq of [2, 99])
      expect(await alice.ask('pinMessage', { room, seq })).toMatchObject(code('NOT_FOUND'));
  });
});
