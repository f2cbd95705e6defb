/** Nobody is put into a room by somebody else: they are invited, and answer. */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer({ settings: { INVITATIONS_PER_DAY: '12' } });
const trusting = await testServer({ settings: { DIRECT_MEMBERSHIP: 'true' } });
afterAll(() => Promise.all([server.close(), trusting.close()]));

const ok = { type: 'ok' };
const error = (code: string) => ({ type: 'error', code });
const answer = (socket: Socket, room: string, accept: boolean) =>
  socket.ask('answerInvitation', { room, accept });
const by = async (name: string) => ({ userId: await server.userId(name), name });
const about = (socket: Socket, room: string): Frame[] =>
  socket.of('membership').filter(push => push.room === room);

describe('a user who is invited', () => {
  it('is told on every connection, finds it in listInvitations and not in listRooms, and is in once they accept', async () => {
    const [alice, phone, laptop] = await server.connectAll(['alice', 'bob', 'bob']);
    const userId = await server.userId('bob');
    expect(await alice.ask('createRoom', { room: 'club', kind: 'private', members: [userId] })).toMatchObject(
      { ...ok, invited: [userId] },
    );
    const invited = { type: 'membership', room: 'club', event: 'invited', role: 'member' };
    for (const socket of [phone, laptop])
      expect(await socket.next(({ type }) => type === 'membership')).toEqual({
        ...invited,
        by: await by('alice'),
      });
    const { invitations } = await phone.ask('listInvitations');
    expect(invitations).toEqual([
      { room: 'club', role: 'member', by: await by('alice'), at: expect.any(Number) },
    ]);
    expect((await phone.ask('listRooms')).rooms).toEqual([]);
    for (const action of ['joinRoom', 'history', 'presence'])
      expect(await phone.ask(action, { room: 'club' })).toMatchObject(error('NOT_FOUND'));
    expect(await answer(phone, 'club', true)).toMatchObject({ ...ok, accepted: true });
    expect(await answer(phone, 'club', true), 'after a lost reply').toMatchObject({ ...ok, accepted: true });
    await laptop.next(({ event }) => event === 'added');
    expect((await phone.ask('listInvitations')).invitations).toEqual([]);
    expect((await phone.ask('listRooms')).rooms).toMatchObject([{ room: 'club', role: 'member' }]);
    expect(await laptop.ask('joinRoom', { room: 'club' })).toMatchObject(ok);
  });

  it('declines, and stays out until they accept a new invitation', async () => {
    const [alice, carol] = await server.connectAll(['alice', 'carol']);
    const userId = await server.userId('carol');
    await alice.ask('createRoom', { room: 'choir', kind: 'private', members: [userId] });
    expect(await answer(carol, 'choir', false)).toMatchObject({ ...ok, accepted: false });
    expect(await answer(carol, 'choir', false), 'after a lost reply').toMatchObject(ok);
    expect(await answer(carol, 'choir', true)).toMatchObject(error('NOT_FOUND'));
    expect(await carol.ask('joinRoom', { room: 'choir' })).toMatchObject(error('NOT_FOUND'));
    // Asked again, as after a lost reply, the creation of the room invites nobody anew.
    expect(
      await alice.ask('createRoom', { room: 'choir', kind: 'private', members: [userId] }),
    ).not.toHaveProperty('invited');
    expect(await alice.ask('addMember', { room: 'choir', userId })).toMatchObject({ invited: true });
    expect(await answer(carol, 'choir', true)).toMatchObject({ ...ok, accepted: true });
  });

  it('can’t accept what was taken back meanwhile, and is told', async () => {
    const [alice, carol] = await server.connectAll(['alice', 'carol']);
    const userId = await server.userId('carol');
    await alice.ask('createRoom', { room: 'revoked', kind: 'private', members: [userId] });
    expect(await alice.ask('removeMember', { room: 'revoked', userId })).toMatchObject(ok);
    expect(await answer(carol, 'revoked', true)).toMatchObject(error('NOT_FOUND'));
    expect(about(carol, 'revoked').map(({ event }) => event)).toEqual(['invited', 'removed']);
    expect((await carol.ask('listInvitations')).invitations).toEqual([]);
  });
});

describe('a member who is removed', () => {
  it('is told by whom on every connection, in the room or not', async () => {
    const [alice, phone, laptop] = await server.connectAll(['alice', 'dave', 'dave']);
    const userId = await server.userId('dave');
    await alice.ask('createRoom', { room: 'told', kind: 'private', members: [userId] });
    await answer(phone, 'told', true);
    await phone.ask('joinRoom', { room: 'told' });
    await alice.ask('removeMember', { room: 'told', userId });
    for (const socket of [phone, laptop])
      expect(await socket.next(({ event }) => event === 'removed')).toEqual({
        type: 'membership',
        room: 'told',
        event: 'removed',
        by: await by('alice'),
      });
  });
});

describe('a stranger who sends more invitations than they may a day', () => {
  it('is told LIMIT_EXCEEDED and when it is over, before anything is written', async () => {
    const mallory = await server.connect('dave');
    const victims = Array.from({ length: 12 }, (_, n) => `victim-${n}`);
    expect(
      await mallory.ask('createRoom', { room: 'spam-1', kind: 'public', members: victims }),
    ).toMatchObject(ok);
    const refused = await mallory.ask('createRoom', {
      room: 'spam-2',
      kind: 'public',
      members: ['victim-0'],
    });
    expect(refused).toMatchObject({ ...error('LIMIT_EXCEEDED'), retryAfterMs: expect.any(Number) });
    expect(await server.stores.rooms.room('spam-2')).toBeUndefined();
    expect(
      await mallory.ask('addMember', { room: 'spam-1', userId: 'victim-0' }),
      'invited already',
    ).toMatchObject(ok);
    expect(await mallory.ask('addMember', { room: 'spam-1', userId: 'another' })).toMatchObject(
      error('LIMIT_EXCEEDED'),
    );
  });
});

describe('listRooms and listInvitations', () => {
  it('of a user whom a stranger put on 120 lists still show the user’s own rooms first, and all of them page by page', async () => {
    const admin = await server.connect('admin');
    const userId = await server.userId('admin');
    for (let n = 0; n < 3; n++) await admin.ask('createRoom', { room: `own-${n}`, kind: 'private' });
    const invitation = { role: 'member' as const, by: { userId: 'mallory', name: 'mallory' }, at: 1 };
    for (let n = 0; n < 120; n++)
      await server.stores.rooms.invite(userId, { room: `--0000-${n}`, ...invitation });
    const names = ({ rooms }: Frame) => rooms.map(({ room }: Frame) => room);
    expect(names(await admin.ask('listRooms'))).toEqual(['own-0', 'own-1', 'own-2']);
    const first = await admin.ask('listRooms', { limit: 2 });
    expect(names(first)).toEqual(['own-0', 'own-1']);
    const second = await admin.ask('listRooms', { limit: 2, after: first.next });
    expect(names(second)).toEqual(['own-2']);
    expect(second).not.toHaveProperty('next');
    const page = await admin.ask('listInvitations');
    const rest = await admin.ask('listInvitations', { after: page.next });
    expect([page.invitations.length, rest.invitations.length]).toEqual([100, 20]);
  });

  it.each(['!', 'bm8gc3BhY2Vz IA', Buffer.from('a b').toString('base64url'), 'x'.repeat(513)])(
    'refuse a cursor that was made up: %s',
    async after => {
      const admin = await server.connect('admin');
      for (const action of ['listRooms', 'listInvitations'])
        expect(await admin.ask(action, { after })).toMatchObject(error('BAD_REQUEST'));
    },
  );
});

describe('with directMembership', () => {
  it('who is added is a member at once, and told; who left stays out until they accept', async () => {
    const [alice, bob] = await trusting.connectAll(['alice', 'bob']);
    const userId = await trusting.userId('bob');
    const created = await alice.ask('createRoom', { room: 'team', kind: 'private', members: [userId] });
    expect(created).not.toHaveProperty('invited');
    await bob.next(({ event }) => event === 'added');
    expect(await bob.ask('joinRoom', { room: 'team' })).toMatchObject(ok);
    await bob.ask('removeMember', { room: 'team', userId });
    expect(await bob.ask('removeMember', { room: 'team', userId }), 'after a lost reply').toMatchObject(ok);
    expect(await alice.ask('addMember', { room: 'team', userId })).toMatchObject({ invited: true });
    expect(await bob.ask('joinRoom', { room: 'team' })).toMatchObject(error('NOT_FOUND'));
    expect(await answer(bob, 'team', true)).toMatchObject({ ...ok, accepted: true });
    expect(await bob.ask('joinRoom', { room: 'team' })).toMatchObject(ok);
  });
});
