/** Rooms, who is in them, and who learns of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

const ok = { type: 'ok' };
const accept = (socket: Socket, room: string) => socket.ask('answerInvitation', { room, accept: true });
const error = (code: string) => ({ type: 'error', code });

describe('createRoom', () => {
  it('answers room, kind and createdAt; the creator owns the room', async () => {
    const alice = await server.connect('alice');
    expect(await alice.ask('createRoom', { room: 'club', kind: 'public' })).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'createRoom',
      room: 'club',
      kind: 'public',
      createdAt: expect.any(Number),
    });
    expect((await alice.ask('listRooms')).rooms).toContainEqual({
      room: 'club',
      kind: 'public',
      role: 'owner',
      head: 0,
      readSeq: 0,
      unread: 0,
    });
  });

  it('asked again by the same user, as after a lost reply, answers as the first time and changes nothing', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    const request = { room: 'again', kind: 'private', members: [await server.userId('carol')] };
    const first = await alice.ask('createRoom', request);
    await alice.ask('addMember', { room: 'again', userId: await server.userId('bob') });
    await alice.ask('addMember', {
      room: 'again',
      userId: await server.userId('carol'),
      role: 'moderator',
    });
    await accept(bob, 'again');
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room: 'again' });
    const second = await alice.ask('createRoom', request);
    expect(second).toEqual({ ...first, id: second.id });
    await alice.ask('sendMessage', { room: 'again', text: 'still there?' });
    await bob.settled();
    expect(bob.messages).toHaveLength(1);
    expect(await server.stores.rooms.place('again', await server.userId('carol'))).toMatchObject({
      invitedRole: 'moderator',
    });
  });

  it('of a room that is somebody else’s, or of the other kind, is a CONFLICT', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await alice.ask('createRoom', { room: 'taken', kind: 'public' });
    expect(await bob.ask('createRoom', { room: 'taken', kind: 'public' })).toMatchObject(error('CONFLICT'));
    expect(await alice.ask('createRoom', { room: 'taken', kind: 'private' })).toMatchObject(
      error('CONFLICT'),
    );
  });

  it('of an open room with a conversation in it is a CONFLICT: it belongs to those who had it', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'square');
    await bob.ask('sendMessage', { room: 'square', text: 'ours' });
    expect(await alice.ask('createRoom', { room: 'square', kind: 'private' })).toMatchObject(
      error('CONFLICT'),
    );
  });

  it('of an open room that another sends into at the same moment: one of the two wins, and never both', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    const won = { create: 0, send: 0 };
    for (let n = 0; n < 30; n++) {
      const room = `crossing-${n}`;
      await bob.ask('joinRoom', { room });
      const [create, send] = await Promise.all([
        alice.ask('createRoom', { room, kind: 'private' }),
        bob.ask('sendMessage', { room, text: 'mine' }),
      ]);
      const outcome = `${create.code ?? 'ok'} and ${send.code ?? 'ok'}`;
      expect([create.type, send.type].sort(), outcome).toEqual(['error', 'ok']);
      won[create.type === 'ok' ? 'create' : 'send'] += 1;
      if (send.type === 'ok')
        expect(await bob.ask('sendMessage', { room, text: 'still mine' })).toMatchObject(ok);
    }
    expect(won.create + won.send).toBe(30);
  });

  it('as private puts out those who had joined while the room was nobody’s', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'early');
    await alice.ask('createRoom', { room: 'early', kind: 'private' });
    expect(await bob.next(({ type }) => type === 'membership')).toEqual({
      type: 'membership',
      room: 'early',
      event: 'removed',
      by: { userId: await server.userId('alice'), name: 'alice' },
    });
    expect(await bob.ask('sendMessage', { room: 'early', text: 'hi' })).toMatchObject(error('NOT_JOINED'));
    expect(await alice.ask('sendMessage', { room: 'early', text: 'hi' })).toMatchObject(ok);
    await bob.settled();
    expect(bob.messages).toEqual([]);
  });
});

describe('a public room, and a room nobody created', () => {
  it.each(['public', undefined])('is joined by any signed-in user (%s)', async kind => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    const room = `for-all-${kind}`;
    if (kind) await alice.ask('createRoom', { room, kind });
    for (const socket of [alice, bob]) expect(await socket.ask('joinRoom', { room })).toMatchObject(ok);
    await alice.ask('sendMessage', { room, text: 'welcome' });
    await bob.next(({ type }) => type === 'message');
  });
});

describe('a private room', () => {
  let alice: Socket;
  let bob: Socket;
  let carol: Socket;
  let bobId: string;
  beforeAll(async () => {
    [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
    bobId = await server.userId('bob');
    await alice.ask('createRoom', { room: 'den', kind: 'private', members: [bobId] });
    await accept(bob, 'den');
  });

  it('is joined by its members, and by nobody else', async () => {
    expect(await alice.ask('joinRoom', { room: 'den' })).toMatchObject(ok);
    expect(await bob.ask('joinRoom', { room: 'den' })).toMatchObject(ok);
    expect(await carol.ask('joinRoom', { room: 'den' })).toMatchObject(error('NOT_FOUND'));
  });

  it('is told to its members alone', async () => {
    await alice.ask('sendMessage', { room: 'den', text: 'between us' });
    await bob.next(({ text }) => text === 'between us');
    await carol.settled();
    expect(carol.pushes).toEqual([]);
  });

  it('answers who is invited: addMember, room and userId; who accepts, and then joins', async () => {
    const userId = await server.userId('carol');
    expect(await alice.ask('addMember', { room: 'den', userId })).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'addMember',
      room: 'den',
      userId,
      invited: true,
    });
    expect(await carol.ask('joinRoom', { room: 'den' })).toMatchObject(error('NOT_FOUND'));
    expect(await accept(carol, 'den')).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'answerInvitation',
      room: 'den',
      accepted: true,
    });
    expect(await carol.ask('joinRoom', { room: 'den' })).toMatchObject({ ...ok, head: 1 });
  });

  it('ends a removed member’s live subscriptions on every device, and does not let them back', async () => {
    const [phone, laptop] = await server.connectAll(['bob', 'bob'], 'den');
    expect(await alice.ask('removeMember', { room: 'den', userId: bobId })).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'removeMember',
      room: 'den',
      userId: bobId,
    });
    await alice.ask('sendMessage', { room: 'den', text: 'without bob' });
    for (const socket of [phone, laptop, bob]) {
      await socket.settled();
      expect(socket.messages.filter(({ text }) => text === 'without bob')).toEqual([]);
      expect(await socket.ask('sendMessage', { room: 'den', text: 'hi' })).toMatchObject(error('NOT_JOINED'));
      expect(await socket.ask('joinRoom', { room: 'den' })).toMatchObject(error('NOT_FOUND'));
      expect(await socket.ask('history', { room: 'den' })).toMatchObject(error('NOT_FOUND'));
    }
    await carol.next(({ text }) => text === 'without bob');
  });

  it('is left by a member who removes themselves, and never by its owner', async () => {
    const carolId = await server.userId('carol');
    expect(await carol.ask('removeMember', { room: 'den', userId: carolId })).toMatchObject(ok);
    expect(await carol.ask('joinRoom', { room: 'den' })).toMatchObject(error('NOT_FOUND'));
    const aliceId = await server.userId('alice');
    expect(await alice.ask('removeMember', { room: 'den', userId: aliceId })).toMatchObject(
      error('FORBIDDEN'),
    );
  });
});

describe('roles', () => {
  let sockets: Record<'owner' | 'moderator' | 'member' | 'stranger', Socket>;
  const ids = { moderator: '', member: '', stranger: '' };
  beforeAll(async () => {
    const [owner, moderator, member, stranger] = await server.connectAll(['alice', 'bob', 'carol', 'dave']);
    sockets = { owner, moderator, member, stranger };
    ids.moderator = await server.userId('bob');
    ids.member = await server.userId('carol');
    ids.stranger = await server.userId('dave');
    await owner.ask('createRoom', { room: 'ranks', kind: 'public', members: [ids.member] });
    await owner.ask('addMember', { room: 'ranks', userId: ids.moderator, role: 'moderator' });
    for (const socket of [member, moderator]) await accept(socket, 'ranks');
  });

  it.each([
    ['a member', 'member', 'adds', 'addMember', {}, 'FORBIDDEN'],
    ['a stranger', 'stranger', 'adds', 'addMember', {}, 'FORBIDDEN'],
    ['a moderator', 'moderator', 'names a moderator of', 'addMember', { role: 'moderator' }, 'FORBIDDEN'],
    ['a stranger', 'stranger', 'removes', 'removeMember', {}, 'FORBIDDEN'],
    ['a member', 'member', 'removes', 'removeMember', {}, 'FORBIDDEN'],
    ['a moderator', 'moderator', 'adds', 'addMember', {}, undefined],
    ['a moderator', 'moderator', 'removes', 'removeMember', {}, undefined],
    ['the owner', 'owner', 'names a moderator of', 'addMember', { role: 'moderator' }, undefined],
  ] as const)('%s (%s) %s somebody: %s %o → %s', async (_, who, __, action, fields, code) => {
    const reply = await sockets[who].ask(action, { room: 'ranks', userId: 'somebody', ...fields });
    expect(reply).toMatchObject(code ? error(code) : ok);
  });

  it('a moderator removes no other moderator and not the owner', async () => {
    await sockets.owner.ask('addMember', { room: 'ranks', userId: 'second', role: 'moderator' });
    await server.stores.rooms.accept('ranks', 'second');
    for (const userId of ['second', await server.userId('alice')])
      expect(await sockets.moderator.ask('removeMember', { room: 'ranks', userId })).toMatchObject(
        error('FORBIDDEN'),
      );
  });

  it('a moderator adding a moderator again as a member demotes nobody; the owner does', async () => {
    const role = () => server.stores.rooms.role('ranks', 'second');
    await sockets.moderator.ask('addMember', { room: 'ranks', userId: 'second' });
    expect(await role()).toBe('moderator');
    await sockets.owner.ask('addMember', { room: 'ranks', userId: 'second' });
    expect(await role()).toBe('member');
  });
});

describe('listRooms', () => {
  it('answers room, kind, role, head, readSeq and how many are unread, counted from the head', async () => {
    const [owner, dave] = await server.connectAll(['bob', 'dave']);
    await owner.ask('createRoom', {
      room: 'read',
      kind: 'private',
      members: [await server.userId('dave')],
    });
    await accept(dave, 'read');
    for (const socket of [owner, dave]) await socket.ask('joinRoom', { room: 'read' });
    for (let n = 1; n <= 5; n++) await owner.ask('sendMessage', { room: 'read', text: `number ${n}` });
    await dave.ask('markRead', { room: 'read', seq: 2 });
    const listed = async () => (await dave.ask('listRooms')).rooms.find(({ room }: Frame) => room === 'read');
    expect(await listed()).toEqual({
      room: 'read',
      kind: 'private',
      role: 'member',
      head: 5,
      readSeq: 2,
      unread: 3,
    });
    await dave.ask('markRead', { room: 'read', seq: 5 });
    expect(await listed()).toMatchObject({ readSeq: 5, unread: 0 });
    await owner.ask('sendMessage', { room: 'read', text: 'one more' });
    expect(await listed()).toMatchObject({ head: 6, unread: 1 });
  });

  it('lists an open room once the user has read in it, and no room of others', async () => {
    const carol = await server.connect('carol');
    await carol.ask('joinRoom', { room: 'plaza' });
    await carol.ask('sendMessage', { room: 'plaza', text: 'hello' });
    await carol.ask('markRead', { room: 'plaza', seq: 1 });
    const { rooms } = await carol.ask('listRooms');
    expect(rooms).toContainEqual({
      room: 'plaza',
      kind: 'open',
      role: 'member',
      head: 1,
      readSeq: 1,
      unread: 0,
    });
    expect(rooms.map(({ room }: Frame) => room)).not.toContain('read');
  });
});

describe('where open rooms are not allowed', () => {
  let closed: Awaited<ReturnType<typeof testServer>>;
  let stranger: Socket;
  beforeAll(async () => {
    closed = await testServer({ settings: { OPEN_ROOMS: 'false' } });
    const [alice, bob] = await closed.connectAll(['alice', 'bob']);
    stranger = bob;
    await alice.ask('createRoom', { room: 'private-1', kind: 'private' });
    await alice.ask('joinRoom', { room: 'private-1' });
    await alice.ask('sendMessage', { room: 'private-1', text: 'hidden' });
  });
  afterAll(() => closed.close());

  it.each([
    ['joinRoom', {}],
    ['joinRoom', { after: 0, epoch: 'e' }],
    ['leaveRoom', {}],
    ['history', {}],
    ['presence', {}],
    ['sendMessage', { text: 'hi' }],
    ['typing', { typing: true }],
    ['markRead', { seq: 1 }],
    ['editMessage', { seq: 1, text: 'hi' }],
    ['deleteMessage', { seq: 1 }],
    ['addMember', { userId: 'me' }],
    ['removeMember', { userId: 'me' }],
    ['answerInvitation', { accept: true }],
    ['answerInvitation', { accept: false }],
  ])(
    'a stranger is answered the same for a private room and one that does not exist: %s %o',
    async (action, fields) => {
      const replies = [];
      for (const room of ['private-1', 'private-2'])
        replies.push({ ...(await stranger.ask(action, { room, ...fields })), id: '' });
      expect(JSON.stringify(replies[0]).replaceAll('private-1', 'private-2')).toBe(
        JSON.stringify(replies[1]),
      );
    },
  );

  it.each([
    ['joinRooms', {}],
    ['sync', { after: 0, epoch: 'e' }],
  ])('a stranger is answered the same in lists, too: %s', async (action, fields) => {
    const { rooms } = await stranger.ask(action, {
      rooms: ['private-1', 'private-2'].map(room => ({ room, ...fields })),
    });
    expect(rooms.map(({ ok, error: { code } }: Frame) => ({ ok, code }))).toEqual([
      { ok: false, code: 'NOT_FOUND' },
      { ok: false, code: 'NOT_FOUND' },
    ]);
    expect(rooms[0].error).toEqual(rooms[1].error);
  });

  it('a stranger finds no private room in listRooms, and nothing was pushed', async () => {
    expect((await stranger.ask('listRooms')).rooms).toEqual([]);
    expect(stranger.pushes).toEqual([]);
  });

  it('a public room is joined as ever', async () => {
    await stranger.ask('createRoom', { room: 'public-1', kind: 'public' });
    expect(await stranger.ask('joinRoom', { room: 'public-1' })).toMatchObject(ok);
  });
});
