/** A user who blocks another hears nothing of them any more, and the other is not told. */
import { afterAll, describe, expect, it } from 'vitest';
import { directRoom } from '../../shared/protocol/index.ts';
import { type Blocks, createBlocks } from '../../web/chat/blocks.ts';
import { testServer } from '../support/server.ts';

const server = await testServer();
afterAll(() => server.close());

const ok = { type: 'ok' };
const closed = { type: 'error', code: 'FORBIDDEN', reason: 'READ_ONLY' };

/** Alice and another user who talked before, and whom she blocks. */
async function blocked(name: 'bob' | 'carol' | 'dave') {
  const [alice, other] = await server.connectAll(['alice', name]);
  const [aliceId, otherId] = [await server.userId('alice'), await server.userId(name)];
  const room = directRoom(aliceId, otherId);
  await other.ask('sendMessage', { room, text: 'Hello' });
  expect(await alice.ask('blockUser', { userId: otherId })).toMatchObject({ ...ok, userId: otherId });
  await alice.settled();
  return { alice, other, aliceId, otherId, room, before: alice.pushes.length };
}

describe('a user who was blocked', () => {
  it('gets no message through, by the words that the other hears as well', async () => {
    const { alice, other, otherId, room, before } = await blocked('bob');
    const refused = await other.ask('sendMessage', { room, text: 'x' });
    expect(refused).toMatchObject(closed);
    expect((await alice.ask('sendMessage', { room, text: 'x' })).message).toBe(refused.message);
    expect(await other.ask('editMessage', { room, seq: 1, text: 'x' })).toMatchObject(closed);
    await alice.settled();
    expect(alice.pushes.length).toBe(before);
    expect((await other.ask('history', { room })).messages).toHaveLength(1);
    await alice.ask('unblockUser', { userId: otherId });
    expect(await other.ask('sendMessage', { room, text: 'x' })).toMatchObject(ok);
  });

  it('neither shows themselves there nor sees the other', async () => {
    const { alice, other, otherId, room, before } = await blocked('carol');
    other.send({ action: 'typing', room, typing: true });
    await other.ask('markRead', { room, seq: 1 });
    for (const action of ['presence', 'view']) {
      const fields = action === 'view' ? { rooms: [{ room }] } : { room };
      const reply = await other.ask(action, fields);
      const { users } = action === 'view' ? reply.rooms[0] : reply;
      expect(
        users.map(({ userId }: { userId: string }) => userId),
        action,
      ).toEqual([otherId]);
    }
    await alice.settled();
    expect(alice.pushes.length).toBe(before);
    await alice.ask('unblockUser', { userId: otherId });
    expect((await other.ask('presence', { room })).users).toHaveLength(2);
  });

  it('takes their waiting invitations along, and those of nobody else', async () => {
    const [alice, erin, bob] = await server.connectAll(['alice', 'admin', 'bob']);
    const aliceId = await server.userId('alice');
    for (const room of ['waiting-1', 'waiting-2'])
      await erin.ask('createRoom', { room, kind: 'private', members: [aliceId] });
    await bob.ask('createRoom', { room: 'waiting-bob', kind: 'private', members: [aliceId] });
    const waiting = async () =>
      (await alice.ask('listInvitations')).invitations
        .map(({ room }: { room: string }) => room)
        .filter((room: string) => room.startsWith('waiting'));
    expect(await waiting()).toHaveLength(3);
    await alice.ask('blockUser', { userId: await server.userId('admin') });
    expect(await waiting()).toEqual(['waiting-bob']);
    expect(await alice.ask('answerInvitation', { room: 'waiting-1', accept: true })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await alice.ask('answerInvitation', { room: 'waiting-bob', accept: false });
    await alice.ask('unblockUser', { userId: await server.userId('admin') });
  });

  it('invites as before, and the invitation goes nowhere', async () => {
    const { alice, other, aliceId, otherId, before } = await blocked('dave');
    const members = [aliceId, await server.userId('bob')];
    const made = await other.ask('createRoom', { room: 'lure', kind: 'private', members });
    expect(made.invited).toEqual(members);
    for (let times = 0; times < 2; times++)
      expect(await other.ask('addMember', { room: 'lure', userId: aliceId })).toMatchObject({
        ...ok,
        invited: true,
      });
    expect((await alice.ask('listInvitations')).invitations).toEqual([]);
    await alice.settled();
    expect(alice.pushes.length).toBe(before);
    await alice.ask('unblockUser', { userId: otherId });
    await other.ask('addMember', { room: 'lure', userId: aliceId });
    expect((await alice.ask('listInvitations')).invitations).toMatchObject([{ room: 'lure' }]);
  });
});

it('a user reads whom they have blocked, page by page, and blocks nobody but others', async () => {
  const alice = await server.connect('alice');
  for (const userId of ['x', 'y', 'z']) await alice.ask('blockUser', { userId });
  await alice.ask('blockUser', { userId: 'x' });
  const first = await alice.ask('listBlocked', { limit: 2 });
  expect(first.users).toMatchObject([{ userId: 'x' }, { userId: 'y' }]);
  const second = await alice.ask('listBlocked', { limit: 2, after: first.next });
  expect(second.users).toMatchObject([{ userId: 'z' }]);
  for (const userId of ['x', 'y', 'z', 'never']) await alice.ask('unblockUser', { userId });
  expect((await alice.ask('listBlocked')).users).toEqual([]);
  expect(await alice.ask('blockUser', { userId: await server.userId('alice') })).toMatchObject({
    code: 'FORBIDDEN',
  });
  const bob = await server.connect('bob');
  expect((await bob.ask('listBlocked')).users).toEqual([]);
});

it('a page knows all whom a user has blocked, on however many pages, and keeps a block that was made while it asked', async () => {
  const carol = await server.connect('carol');
  const userIds = ['user-1', 'user-2', 'user-3'];
  for (const userId of userIds) await carol.ask('blockUser', { userId });
  let isInterrupted = false;
  const blocks: Blocks = createBlocks(
    {
      async request(action, fields) {
        const reply = await carol.ask(action, action === 'listBlocked' ? { ...fields, limit: 2 } : fields);
        // They would stand on the page that has just come.
        if (isInterrupted && reply.next !== undefined) await blocks.set('early', true);
        return reply;
      },
    },
    () => {},
  );
  await blocks.refresh();
  expect(userIds.filter(userId => !blocks.has({ userId }))).toEqual([]);
  isInterrupted = true;
  await blocks.refresh();
  expect(blocks.has({ userId: 'early' })).toBe(true);
});
