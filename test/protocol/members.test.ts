/** Who belongs to a room: looked up, listed page by page, and given roles. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

const ok = { type: 'ok' };
const error = (code: string) => ({ type: 'error', code });

/** A room of alice's with bob and carol as members, and dave as a stranger. */
async function club(room: string, kind: 'public' | 'private') {
  const [alice, bob, carol, dave] = await server.connectAll(['alice', 'bob', 'carol', 'dave']);
  const aliceId = await server.userId('alice');
  const bobId = await server.userId('bob');
  const carolId = await server.userId('carol');
  await alice.ask('createRoom', { room, kind, members: [bobId, carolId] });
  for (const socket of [bob, carol]) await socket.ask('answerInvitation', { room, accept: true });
  for (const socket of [alice, bob, carol]) await socket.ask('joinRoom', { room });
  return { room, alice, bob, carol, dave, aliceId, bobId, carolId };
}

const roleOf = async (socket: Socket, room: string) => (await socket.ask('getRoom', { room })).role;

describe('getRoom', () => {
  it('tells whose the room is, since when it is there, and one’s own role', async () => {
    const { alice, bob, aliceId, room } = await club('looked-up', 'private');
    expect(await alice.ask('getRoom', { room })).toEqual({
      ...ok,
      id: expect.any(String),
      action: 'getRoom',
      room,
      kind: 'private',
      owner: aliceId,
      createdBy: aliceId,
      createdAt: expect.any(Number),
      role: 'owner',
    });
    expect(await roleOf(bob, room)).toBe('member');
  });

  it('counts the members if it is asked to, as far as one page of them goes', async () => {
    const { alice, room } = await club('counted', 'private');
    const count = async () => {
      const { members, moreMembers } = await alice.ask('getRoom', { room, count: true });
      return { members, moreMembers };
    };
    const { members: before } = await count();
    expect(before).toBe((await alice.ask('listMembers', { room })).members.length);
    await server.stores.rooms.invite('invited', {
      ...{ room, role: 'member', at: 1 },
      by: { userId: 'x', name: 'x' },
    });
    expect(await count(), 'who is invited is none').toEqual({ members: before, moreMembers: undefined });
    for (let n = 0; n < 100; n++) await server.stores.rooms.setRole(room, `z-${n}`, 'member', undefined);
    const { members, moreMembers } = await count();
    expect([members, moreMembers]).toEqual([expect.any(Number), true]);
    expect(members).toBeGreaterThan(95);
    expect(members).toBeLessThanOrEqual(100);
  });

  it.each([
    ['an open room', 'nobodys', 'open'],
    ['a direct room of one’s own', '$dm', 'dm'],
  ])('knows %s by its kind alone', async (_, named, kind) => {
    const alice = await server.connect('alice');
    const ids = [await server.userId('alice'), await server.userId('bob')].sort();
    const room = named === '$dm' ? `dm:${ids.join(':')}` : named;
    expect(await alice.ask('getRoom', { room })).toMatchObject({ ...ok, room, kind });
  });

  it('and listMembers answer a stranger the same of a private room as of one that does not exist', async () => {
    const { dave } = await club('secret', 'private');
    for (const action of ['getRoom', 'listMembers', 'setRole'])
      for (const room of ['secret', 'dm:x:y']) {
        const fields = action === 'setRole' ? { userId: 'x', role: 'member' } : {};
        expect(await dave.ask(action, { room, ...fields })).toMatchObject({
          ...error('NOT_FOUND'),
          message: 'There is no such room.',
        });
      }
  });
});

describe('listMembers', () => {
  it('lists members with role and since when, and nobody who is only invited, gone or reading', async () => {
    const { alice, dave, room, aliceId, bobId, carolId } = await club('listed', 'public');
    await dave.ask('joinRoom', { room });
    await alice.ask('sendMessage', { room, text: 'x' });
    await dave.ask('markRead', { room, seq: 1 });
    await alice.ask('addMember', { room, userId: 'only-invited' });
    await alice.ask('removeMember', { room, userId: carolId });
    const { members, next } = await dave.ask('listMembers', { room });
    expect(next).toBeUndefined();
    expect(members).toEqual(
      [
        { userId: aliceId, role: 'owner', since: expect.any(Number) },
        { userId: bobId, role: 'member', since: expect.any(Number) },
      ].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
    );
  });

  it('is read page by page: every member once, in the order of their ids', async () => {
    const alice = await server.connect('alice');
    const room = 'paged';
    await alice.ask('createRoom', { room, kind: 'public' });
    const users = Array.from({ length: 25 }, (_, n) => `user-${String(n).padStart(2, '0')}`);
    for (const user of users) await server.stores.rooms.setRole(room, user, 'member', undefined);
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await alice.ask('listMembers', {
        room,
        prefix: 'user-',
        limit: 10,
        ...(after && { after }),
      });
      expect(page.members.length).toBeLessThanOrEqual(10);
      found.push(...page.members.map(({ userId }: Frame) => userId));
      after = page.next;
    } while (after);
    expect(found).toEqual(users);
    const { members } = await alice.ask('listMembers', { room, prefix: 'user-1' });
    expect(members.map(({ userId }: Frame) => userId)).toEqual(users.slice(10, 20));
  });

  it.each([
    ['made up', 'bob'],
    ['of another list', Buffer.from('another').toString('base64url')],
    ['with something added to it', `${Buffer.from('user-07').toString('base64url')}=`],
    ['that is no id', Buffer.from('a b').toString('base64url')],
  ])('refuses a cursor %s', async (_, after) => {
    const alice = await server.connect('alice');
    expect(await alice.ask('listMembers', { room: 'paged', prefix: 'user-', after })).toMatchObject({
      ...error('BAD_REQUEST'),
      issues: [{ path: 'after' }],
    });
  });
});

describe('setRole', () => {
  let at: Awaited<ReturnType<typeof club>>;
  beforeAll(async () => {
    at = await club('roles', 'public');
  });

  it('by the owner names a moderator, who is told', async () => {
    const { alice, bob, bobId, room } = at;
    expect(await alice.ask('setRole', { room, userId: bobId, role: 'moderator' })).toEqual({
      ...ok,
      id: expect.any(String),
      action: 'setRole',
      room,
      userId: bobId,
      role: 'moderator',
    });
    expect(await bob.next(({ role }) => role === 'moderator')).toMatchObject({
      type: 'membership',
      room,
      event: 'added',
      by: { name: 'alice' },
    });
  });

  it('by a moderator lets a member only read, who then neither sends nor edits, and reads as before', async () => {
    const { bob, carol, carolId, room } = at;
    const { seq } = await carol.ask('sendMessage', { room, text: 'before', messageId: 'carols-first' });
    expect(await bob.ask('setRole', { room, userId: carolId, role: 'readonly' })).toMatchObject(ok);
    expect(await carol.next(({ type, readonly }) => type === 'membership' && readonly)).toMatchObject({
      role: 'member',
      readonly: true,
    });
    const refused = { ...error('FORBIDDEN'), reason: 'READ_ONLY' };
    expect(await carol.ask('sendMessage', { room, text: 'after' })).toMatchObject(refused);
    expect(await carol.ask('editMessage', { room, seq, text: 'changed' })).toMatchObject(refused);
    expect(await carol.ask('history', { room })).toMatchObject({ ...ok, head: seq });
    expect(await roleOf(carol, room)).toBe('readonly');
    const { rooms } = await carol.ask('listRooms');
    expect(rooms.find((one: Frame) => one.room === room)).toMatchObject({ role: 'member', readonly: true });
  });

  it('leaves what was sent before as it is: its repeat is answered with its seq', async () => {
    const { carol, room } = at;
    const again = { room, text: 'before', messageId: 'carols-first', attempt: 2 };
    expect(await carol.ask('sendMessage', again)).toMatchObject({ ...ok, duplicate: true });
  });

  it('lets them speak again', async () => {
    const { bob, carol, carolId, room } = at;
    await bob.ask('setRole', { room, userId: carolId, role: 'member' });
    expect(await carol.ask('sendMessage', { room, text: 'again' })).toMatchObject(ok);
  });

  it.each([
    ['a stranger', 'dave', '$carol', 'readonly', 'FORBIDDEN'],
    ['a member', 'carol', '$bob', 'member', 'FORBIDDEN'],
    ['a member, of themselves', 'carol', '$carol', 'moderator', 'FORBIDDEN'],
    ['a moderator', 'bob', '$carol', 'moderator', 'FORBIDDEN'],
    ['a moderator, of themselves', 'bob', '$bob', 'owner', 'FORBIDDEN'],
    ['a moderator, of the owner', 'bob', '$alice', 'member', 'FORBIDDEN'],
    ['the owner, of themselves', 'alice', '$alice', 'member', 'FORBIDDEN'],
    ['the owner, of a stranger', 'alice', 'somebody', 'member', 'NOT_FOUND'],
  ] as const)('is refused: by %s', async (_, who, whom, role, code) => {
    const userId = whom.startsWith('$') ? await server.userId(whom.slice(1)) : whom;
    expect(await at[who].ask('setRole', { room: at.room, userId, role })).toMatchObject(error(code));
  });
});

describe('a room that is handed over', () => {
  it('has a new owner; the one before is a moderator, and its id is not theirs to create', async () => {
    const { alice, bob, aliceId, bobId, room } = await club('handed', 'private');
    await alice.ask('setRole', { room, userId: bobId, role: 'owner' });
    expect(await bob.ask('getRoom', { room })).toMatchObject({
      owner: bobId,
      createdBy: aliceId,
      role: 'owner',
    });
    expect(await roleOf(alice, room)).toBe('moderator');
    expect(await alice.ask('setRole', { room, userId: aliceId, role: 'owner' })).toMatchObject(
      error('FORBIDDEN'),
    );
    expect(await bob.ask('removeMember', { room, userId: bobId })).toMatchObject(error('FORBIDDEN'));
    expect(await bob.ask('removeMember', { room, userId: aliceId })).toMatchObject(ok);
    expect(await alice.ask('createRoom', { room, kind: 'private' })).toMatchObject(error('CONFLICT'));
    expect(await alice.ask('history', { room })).toMatchObject(error('NOT_FOUND'));
  });

  it('to two at once is one’s, and the other is what they were before', async () => {
    const { alice, bobId, carolId, room } = await club('twice', 'private');
    await Promise.all([bobId, carolId].map(userId => alice.ask('setRole', { room, userId, role: 'owner' })));
    const { members } = await alice.ask('listMembers', { room });
    expect(members.map(({ role }: Frame) => role).sort()).toEqual(['member', 'moderator', 'owner']);
  });

  it('by a request that was cut off half-way is handed over by the next', async () => {
    const { alice, bob, bobId, aliceId, room } = await club('cut-off', 'private');
    await server.stores.rooms.handOver(room, bobId, aliceId);
    expect(await roleOf(bob, room), 'the room’s own item says whose it is').toBe('owner');
    expect(await alice.ask('setRole', { room, userId: bobId, role: 'owner' })).toMatchObject(ok);
    expect(await server.stores.rooms.role(room, bobId)).toBe('owner');
    expect(await server.stores.rooms.role(room, aliceId)).toBe('moderator');
  });

  it('to one who leaves at that moment stays whose it was', async () => {
    const { alice, aliceId, room } = await club('left', 'private');
    expect(await server.stores.rooms.leave(room, await server.userId('bob'), 1)).toBe(true);
    expect(
      await alice.ask('setRole', { room, userId: await server.userId('bob'), role: 'owner' }),
    ).toMatchObject(error('NOT_FOUND'));
    expect(await alice.ask('getRoom', { room })).toMatchObject({ owner: aliceId });
    await server.stores.rooms.setRole(room, aliceId, 'owner', 'owner');
    expect(await server.stores.rooms.leave(room, aliceId, 1), 'an owner stays').toBe(false);
  });
});
