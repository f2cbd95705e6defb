/** Who is banned or muted: what they are told, what they can't do any more, and what is over once it is lifted. */
import { afterAll, describe, expect, it } from 'vitest';
import { MODERATION } from '../../shared/protocol/index.ts';
import { banOf } from '../support/ban-of.ts';
import { testServer } from '../support/server.ts';
import type { Frame } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());
const { rooms, bans } = server.stores;

const ok = { type: 'ok' };
const banned = { type: 'error', code: 'FORBIDDEN', reason: 'BANNED' };
const muted = { type: 'error', code: 'FORBIDDEN', reason: 'MUTED' };
const LATER = 4_000_000_000_000;

/** A room of alice's with bob as a member, and both in it; carol looks on where everyone may. */
async function club(room: string, kind: 'public' | 'private') {
  const [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
  const bobId = await server.userId('bob');
  await alice.ask('createRoom', { room, kind });
  await rooms.setRole(room, bobId, 'member', undefined);
  for (const socket of [alice, bob]) await socket.ask('joinRoom', { room });
  return { room, alice, bob, bobId, carol };
}

describe('a user who is banned from a room', () => {
  it.each(['public', 'private'] as const)(
    'is out of it at once, told, and can’t come back: %s',
    async kind => {
      const { room, alice, bob, bobId } = await club(`banned-${kind}`, kind);
      const refused = kind === 'public' ? banned : { code: 'NOT_FOUND', message: 'There is no such room.' };
      expect(await alice.ask('ban', { room, userId: bobId, until: LATER, reason: 'Spam' })).toMatchObject({
        ...ok,
        room,
        userId: bobId,
        until: LATER,
      });
      expect(await bob.next(({ type }) => type === 'membership')).toEqual({
        type: 'membership',
        room,
        event: 'removed',
        by: { userId: await server.userId('alice'), name: 'alice' },
        until: LATER,
      });
      expect(await bob.ask('sendMessage', { room, text: 'x' })).toMatchObject({ code: 'NOT_JOINED' });
      expect(await bob.ask('joinRoom', { room })).toMatchObject(refused);
      await alice.ask('sendMessage', { room, text: 'Only for who is in' });
      await bob.settled();
      expect(bob.messages.filter(message => message.room === room)).toEqual([]);
      expect((await alice.ask('presence', { room })).connections).toBe(1);
      expect((await alice.ask('listMembers', { room })).members).toHaveLength(1);
      expect(await alice.ask('addMember', { room, userId: bobId })).toMatchObject({ code: 'FORBIDDEN' });
      expect(await alice.ask('removeMember', { room, userId: bobId })).toMatchObject({ code: 'FORBIDDEN' });
      const { rooms: listed } = await bob.ask('listRooms');
      expect(listed.map((one: Frame) => one.room)).not.toContain(room);

      expect(await alice.ask('listBans', { room })).toMatchObject({
        bans: [{ userId: bobId, until: LATER, reason: 'Spam', by: { name: 'alice' } }],
      });
      for (let times = 0; times < 2; times++)
        expect(await alice.ask('unban', { room, userId: bobId })).toMatchObject({ ...ok, room });
      expect((await alice.ask('listBans', { room })).bans).toEqual([]);
      // A stranger again, who is in as every stranger is.
      expect(await bob.ask('joinRoom', { room })).toMatchObject(
        kind === 'public' ? ok : { code: 'NOT_FOUND' },
      );
      expect(await alice.ask('addMember', { room, userId: bobId })).toMatchObject({ ...ok, invited: true });
    },
  );

  it('reads nothing of a public room any more, in any of the ways that there are', async () => {
    const { room, alice, bob, bobId } = await club('read-no-more', 'public');
    await alice.ask('sendMessage', { room, text: 'x' });
    const { epoch } = await bob.ask('history', { room });
    await alice.ask('ban', { room, userId: bobId });
    for (const action of ['history', 'getRoom', 'listMembers', 'presence'])
      expect(await bob.ask(action, { room }), action).toMatchObject(banned);
    const {
      rooms: [synced],
    } = await bob.ask('sync', { rooms: [{ room, after: 0, epoch }] });
    expect(synced).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    const {
      rooms: [joined],
    } = await bob.ask('joinRooms', { rooms: [{ room }] });
    expect(joined).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    const {
      rooms: [viewed],
    } = await bob.ask('view', { rooms: [{ room, after: 0, epoch }] });
    expect(viewed).toMatchObject({ ok: false, error: { code: 'NOT_JOINED' } });
  });

  it('may come again once the ban is over, and is not listed any more', async () => {
    const { room, alice, bob, bobId } = await club('over', 'public');
    await rooms.restrict(room, 'bans');
    await bans.ban(room, banOf(bobId, Date.now() - 1), 'member');
    expect(await bob.ask('joinRoom', { room })).toMatchObject(ok);
    expect((await alice.ask('listBans', { room })).bans).toEqual([]);
    expect(await alice.ask('addMember', { room, userId: bobId })).toMatchObject(ok);
    expect(await bob.ask('answerInvitation', { room, accept: true })).toMatchObject(ok);
    // Of somebody who is a member again there is nothing to lift.
    await alice.ask('unban', { room, userId: bobId });
    expect((await bob.ask('getRoom', { room })).role).toBe('member');
  });

  it('loses an invitation, and gets none as long as the ban lasts', async () => {
    const { room, alice, carol } = await club('uninvited', 'private');
    const userId = await server.userId('carol');
    await alice.ask('addMember', { room, userId });
    await alice.ask('ban', { room, userId });
    expect(await carol.ask('answerInvitation', { room, accept: true })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await rooms.invite(userId, { room, role: 'member', by: { userId: 'x', name: 'x' }, at: 1 })).toBe(
      false,
    );
    expect(await rooms.setRole(room, userId, 'member', undefined)).toBe(false);
    expect(await rooms.leave(room, userId, 1), 'a leave that races the ban').toBe(false);
    expect(await rooms.remove(room, userId, undefined), 'a removal that races the ban').toBe(false);
  });

  it('and has nothing to do with a private room is told nothing of it', async () => {
    const { room, alice, carol } = await club('unheard-of', 'private');
    expect(await alice.ask('ban', { room, userId: await server.userId('carol') })).toMatchObject(ok);
    await carol.settled();
    expect(carol.of('membership').filter(push => push.room === room)).toEqual([]);
  });

  it('is one of many that are listed page by page', async () => {
    const { room, alice } = await club('many', 'public');
    const users = Array.from({ length: 25 }, (_, n) => `user-${String(n).padStart(2, '0')}`);
    for (const user of users) await bans.ban(room, banOf(user, LATER), undefined);
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await alice.ask('listBans', { room, limit: 10, ...(after && { after }) });
      expect(page.bans.length).toBeLessThanOrEqual(10);
      found.push(...page.bans.map(({ userId }: Frame) => userId));
      after = page.next;
    } while (after);
    expect(found.sort()).toEqual(users);
  });

  it.each([
    ['a time that is past', { until: 1 }, 'until'],
    ['no reason at all', { reason: '' }, 'reason'],
    ['a reason that is too long', { reason: 'x'.repeat(MODERATION.reasonLength + 1) }, 'reason'],
  ])('is not banned by %s', async (_, fields, path) => {
    const { alice } = await club('badly-banned', 'public');
    expect(await alice.ask('ban', { room: 'badly-banned', userId: 'x', ...fields })).toMatchObject({
      code: 'BAD_REQUEST',
      issues: [{ path }],
    });
  });
});

describe('a user who is banned everywhere', () => {
  it('is put out, stays out and is listed until an administrator lifts it', async () => {
    const [admin, dave] = await server.connectAll(['admin', 'dave']);
    const userId = await server.userId('dave');
    expect(await admin.ask('ban', { userId, reason: 'Threats' })).toMatchObject({
      ...ok,
      userId,
      until: MODERATION.forGood,
    });
    expect(dave.of('bye')).toMatchObject([{ code: 'KICKED', reconnect: false }]);
    await dave.until(() => dave.closed !== undefined, 'the close');
    await expect(server.connect('dave')).rejects.toThrow('refused');
    expect((await admin.ask('listBans')).bans).toMatchObject([{ userId, reason: 'Threats' }]);
    await admin.ask('unban', { userId });
    expect((await admin.ask('listBans')).bans).toEqual([]);
    await (await server.connect('dave')).close();
  });

  it('is listed also if adminDisconnect kept them out', async () => {
    const admin = await server.connect('admin');
    await admin.ask('adminDisconnect', { userId: 'somebody', until: LATER });
    expect((await admin.ask('listBans')).bans).toMatchObject([{ userId: 'somebody', by: { name: 'admin' } }]);
    await admin.ask('adminDisconnect', { userId: 'somebody', until: 0 });
    expect((await admin.ask('listBans')).bans).toEqual([]);
  });

  it('is no administrator who bans themselves by mistake, nor banned by anyone else', async () => {
    const [admin, alice] = await server.connectAll(['admin', 'alice']);
    expect(await admin.ask('ban', { userId: await server.userId('admin') })).toMatchObject({
      code: 'FORBIDDEN',
    });
    for (const action of ['ban', 'unban'])
      expect(await alice.ask(action, { userId: 'x' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await alice.ask('listBans')).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a member who is muted', () => {
  it('reads and does not speak until it is over, is told both, and can’t shake it off by leaving', async () => {
    const { room, alice, bob, bobId } = await club('muted', 'public');
    const { seq } = await bob.ask('sendMessage', { room, text: 'before' });
    expect(await alice.ask('muteMember', { room, userId: bobId, until: LATER })).toMatchObject({
      ...ok,
      until: LATER,
    });
    const told = (until: number) => bob.next(frame => frame.type === 'membership' && frame.until === until);
    expect(await told(LATER)).toMatchObject({ type: 'membership', event: 'added', role: 'member', room });
    expect(await bob.ask('sendMessage', { room, text: 'x' })).toMatchObject(muted);
    expect(await bob.ask('editMessage', { room, seq, text: 'x' })).toMatchObject(muted);
    expect(await bob.ask('history', { room })).toMatchObject(ok);
    expect(await bob.ask('getRoom', { room })).toMatchObject({ role: 'member', mutedUntil: LATER });
    const listed = { userId: bobId, role: 'member', since: expect.any(Number) };
    expect((await alice.ask('listMembers', { room })).members).toContainEqual({
      ...listed,
      mutedUntil: LATER,
    });
    expect((await bob.ask('listMembers', { room })).members).toContainEqual(listed);

    await bob.ask('removeMember', { room, userId: bobId });
    await bob.ask('joinRoom', { room });
    expect(await bob.ask('sendMessage', { room, text: 'x' })).toMatchObject(muted);
    await alice.ask('addMember', { room, userId: bobId });
    await bob.ask('answerInvitation', { room, accept: true });
    await alice.ask('removeMember', { room, userId: bobId });
    await bob.ask('joinRoom', { room });
    expect(await bob.ask('sendMessage', { room, text: 'x' })).toMatchObject(muted);

    await rooms.setRole(room, bobId, 'member', undefined);
    await alice.ask('muteMember', { room, userId: bobId, until: 0 });
    expect(await bob.ask('sendMessage', { room, text: 'x' })).toMatchObject(ok);
    expect((await bob.ask('getRoom', { room })).mutedUntil).toBeUndefined();
    expect((await alice.ask('listMembers', { room })).members).toContainEqual(listed);
  });
});
