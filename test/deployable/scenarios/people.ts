/** What people do: sign in, connect, talk, and leave. */
import { expect } from 'vitest';
import WebSocket from 'ws';
import type { Socket } from '../../support/socket.ts';
import type { Backend } from '../backend.ts';
import type { Scenario } from '../scenario.ts';
import { ask, pushed } from './ask.ts';
import { publishTo } from './servers.ts';

/** The status with which an upgrade is refused, or 101. */
const statusOf = (url: string, protocols: string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols);
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('upgrade', ({ statusCode = 0 }) => resolve(statusCode));
    // Of a socket that was let in, and lacks its subprotocol.
    socket.on('error', reject);
    socket.on('open', () => socket.terminate());
  });

export const strangers: Scenario = {
  name: 'a stranger is refused before the upgrade',
  async run({ ready }) {
    expect(await statusOf(ready.socketUrl, ['messaging.v1']), 'without a token').toBe(401);
    expect(await statusOf(ready.socketUrl, ['messaging.v1', 'bearer.a.b.c']), 'with a forged token').toBe(
      401,
    );
  },
};

export const signIn: Scenario = {
  name: 'a user signs in, connects, and is answered a ping without a function',
  async run(backend) {
    const alice = await backend.connect('alice');
    alice.send({ action: 'ping' });
    await alice.next(({ type }) => type === 'pong', 'the pong');
    await alice.close();
    await gone(backend, 'alice');
  },
};

/** Until the tables have nothing of the user's connections. */
async function gone({ stores }: Backend, name: string): Promise<void> {
  const left = async () => {
    const found: string[] = [];
    await stores.connections.scan(async items => {
      found.push(...items.filter(item => item.name === name).map(({ kind }) => kind));
    });
    return found;
  };
  await expect.poll(left, { timeout: 10_000, message: `what ${name}'s $disconnect left behind` }).toEqual([]);
}

export const talk: Scenario = {
  name: 'two people talk, and each message is there once, in order, for both',
  async run(backend) {
    const room = 'general';
    const [alice, bob] = [await backend.connect('alice'), await backend.connect('bob')];
    await ask(alice, 'joinRoom', { room });
    await ask(bob, 'joinRoom', { room });
    expect((await pushed(alice, 'presence', room)).event).toBe('join');

    await backend.haunt(room);
    const first = { room, text: 'Hello, Bob!', messageId: 'first-message' };
    expect(await ask(alice, 'sendMessage', first)).toMatchObject({ seq: 1, duplicate: false });
    expect(await ask(alice, 'sendMessage', { ...first, attempt: 2 })).toMatchObject({
      seq: 1,
      duplicate: true,
    });
    expect(await pushed(bob, 'message', room)).toMatchObject({ seq: 1, text: 'Hello, Bob!' });
    await ask(bob, 'sendMessage', { room, text: 'Hello, Alice!' });

    const { messages, epoch } = await ask(bob, 'history', { room });
    expect(messages).toMatchObject([
      { seq: 1, text: 'Hello, Bob!' },
      { seq: 2, text: 'Hello, Alice!' },
    ]);
    const synced = await ask(alice, 'sync', { rooms: [{ room, after: 1, epoch }] });
    expect(synced.rooms).toMatchObject([{ room, messages: [{ seq: 2 }] }]);
    await alice.close();
    await bob.close();
    await gone(backend, 'bob');
  },
};

export const signals: Scenario = {
  name: 'messages are edited and deleted, and people see who types, who has read, who is there, and who leaves',
  async run(backend) {
    const room = 'kitchen';
    const [alice, bob] = [await backend.connect('alice'), await backend.connect('bob')];
    for (const socket of [alice, bob]) await ask(socket, 'joinRoom', { room });
    for (const text of ['one', 'two']) await ask(alice, 'sendMessage', { room, text });

    await backend.haunt(room);
    await ask(alice, 'editMessage', { room, seq: 1, text: 'One' });
    expect(await pushed(bob, 'edited', room)).toMatchObject({
      seq: 3,
      target: 1,
      text: 'One',
    });
    await backend.haunt(room);
    await ask(alice, 'deleteMessage', { room, seq: 2 });
    expect(await pushed(bob, 'deleted', room)).toMatchObject({ seq: 4, target: 2 });

    const looked = await ask(bob, 'view', { rooms: [{ room }] });
    expect(looked.rooms).toMatchObject([{ connections: 2 }]);
    alice.send({ action: 'typing', room, typing: true });
    await pushed(bob, 'typing', room);
    await ask(bob, 'markRead', { room, seq: 2 });
    await pushed(alice, 'read', room);
    expect(await ask(bob, 'markRead', { room, seq: 1 }), 'a mark behind the last one').toMatchObject({
      seq: 2,
    });
    const { users } = await ask(alice, 'presence', { room });
    expect(users.map(({ name }: { name: string }) => name).sort()).toEqual(['alice', 'bob']);

    await ask(bob, 'leaveRoom', { room });
    await alice.next(frame => frame.type === 'presence' && frame.event === 'leave', 'the leave of bob');
    await alice.close();
    await bob.close();
  },
};

/** The user's id, as others in the room see it. */
async function userIdOf(name: string, present: Socket, room: string): Promise<string> {
  const { users } = await ask(present, 'presence', { room });
  return users.find((user: { name: string }) => user.name === name).userId;
}

export const rooms: Scenario = {
  name: 'a private room is for its members, whose moderators change messages, and several are joined at once',
  async run(backend) {
    const room = 'private-1';
    const [alice, bob] = [await backend.connect('alice'), await backend.connect('bob')];
    await ask(bob, 'joinRoom', { room: 'lobby' });
    await backend.haunt('lobby');
    const userId = await userIdOf('bob', bob, 'lobby');

    await ask(alice, 'createRoom', { room, kind: 'private' });
    await ask(alice, 'addMember', { room, userId });
    const { invitations } = await ask(bob, 'listInvitations');
    expect(invitations).toMatchObject([{ room, role: 'member', by: { name: 'alice' } }]);
    await ask(bob, 'answerInvitation', { room, accept: true });
    await ask(bob, 'joinRooms', { rooms: [{ room }, { room: 'lobby' }] });
    await backend.haunt(room);
    await ask(alice, 'joinRoom', { room });
    await ask(bob, 'sendMessage', { room, text: 'Only for us' });
    await ask(alice, 'editMessage', { room, seq: 1, text: 'Only for us, please' });
    await ask(alice, 'deleteMessage', { room, seq: 1 });
    const { epoch } = await ask(bob, 'history', { room });
    await ask(bob, 'sync', { rooms: [{ room, after: 0, epoch }] });
    expect(await userIdOf('bob', bob, room)).toBe(userId);
    const listed = await ask(bob, 'listRooms');
    expect(listed.rooms).toContainEqual(expect.objectContaining({ room, kind: 'private', role: 'member' }));

    await backend.haunt(room);
    await ask(alice, 'updateRoom', { room, name: 'Only us', slowModeSeconds: 1 });
    await pushed(bob, 'room', room);
    expect(await ask(bob, 'getRoom', { room })).toMatchObject({
      role: 'member',
      details: { name: 'Only us' },
    });
    await ask(alice, 'setRole', { room, userId, role: 'readonly' });
    const { members } = await ask(bob, 'listMembers', { room });
    expect(members).toContainEqual(expect.objectContaining({ userId, role: 'readonly' }));

    await ask(bob, 'setProfile', { displayName: 'Bob B.' });
    expect((await ask(alice, 'getUsers', { userIds: [userId] })).users).toMatchObject([
      { userId, name: 'bob', displayName: 'Bob B.' },
    ]);
    for (const what of ['export', 'erasure']) await ask(bob, 'requestMyData', { what });
    const { link } = await ask(alice, 'createLink', { room, uses: 1, until: Date.now() + 3_600_000 });
    expect(await ask(bob, 'useLink', { room, link })).toMatchObject({ role: 'member' });
    expect((await ask(alice, 'listLinks', { room })).links).toMatchObject([{ link, used: 0 }]);
    await ask(alice, 'revokeLink', { room, link });
    await ask(alice, 'createRoom', { room: 'fairground', kind: 'public' });
    expect((await ask(bob, 'discoverRooms', { prefix: 'fair' })).rooms).toMatchObject([
      { room: 'fairground' },
    ]);
    // Each comes an hour after the one before.
    const spoken = { room: 'fairground', text: 'x' };
    const anHourAgo = Date.now() - 3_600_000;
    await backend.stores.rooms.noteActive('fairground', anHourAgo, undefined);
    await ask(alice, 'joinRoom', { room: 'fairground' });
    const { sentAt } = await ask(alice, 'sendMessage', spoken);
    await backend.stores.rooms.noteActive('fairground', anHourAgo, sentAt);
    await publishTo(backend, backend.ready.publish.apiKey, spoken);
    expect((await ask(bob, 'discoverRooms', { by: 'activity' })).rooms).toMatchObject([
      { room: 'fairground', activeAt: expect.any(Number) },
    ]);
    expect((await ask(alice, 'findUsers', { prefix: 'bo' })).users).toMatchObject([{ userId }]);
    await ask(alice, 'muteMember', { room, userId, until: 0 });
    const { seq } = await ask(alice, 'sendMessage', { room, text: 'Look at this' });
    await ask(alice, 'pinMessage', { room, seq });
    await ask(alice, 'unpinMessage', { room, seq });
    await ask(bob, 'reportMessage', { room, seq });
    expect(await ask(alice, 'deleteMessagesOf', { room, userId, hours: 1 })).toMatchObject({ done: true });
    expect((await ask(alice, 'listReports', { room })).reports).toMatchObject([{ seq }]);
    await ask(alice, 'resolveReport', { room, seq });
    await backend.haunt(room);
    await ask(alice, 'ban', { room, userId });
    expect((await ask(alice, 'listBans', { room })).bans).toMatchObject([{ userId }]);
    await ask(alice, 'unban', { room, userId });
    await backend.stores.rooms.setRole(room, userId, 'member', undefined);
    await ask(bob, 'joinRoom', { room });

    await backend.haunt(room);
    await ask(alice, 'removeMember', { room, userId });
    expect(await bob.ask('joinRoom', { room })).toMatchObject({ code: 'NOT_FOUND' });
    await ask(alice, 'deleteRoom', { room });
    expect(await alice.ask('sendMessage', { room, text: 'x' })).toMatchObject({ code: 'NOT_FOUND' });
    await alice.close();
    await bob.close();
    await gone(backend, 'bob');
  },
};

export const freshRooms: Scenario = {
  name: 'a log begins with the first who comes, and a room that becomes private is rid of strangers',
  async run(backend) {
    const [alice, bob] = [await backend.connect('alice'), await backend.connect('bob')];
    await ask(alice, 'history', { room: 'fresh-1' });
    await ask(alice, 'sync', { rooms: [{ room: 'fresh-2', after: 0, epoch: 'none' }] });
    await ask(bob, 'joinRoom', { room: 'to-be-private' });
    const ids = [await userIdOf('bob', bob, 'to-be-private')];
    await ask(alice, 'joinRoom', { room: 'to-be-private' });
    ids.push(await userIdOf('alice', alice, 'to-be-private'));
    await ask(alice, 'createRoom', { room: 'to-be-private', kind: 'private' });
    expect(
      await backend.stores.connections.atMost('to-be-private', 1_000),
      'members in the private room',
    ).toHaveLength(1);

    await ask(bob, 'blockUser', { userId: 'somebody' });
    expect((await ask(bob, 'listBlocked')).users).toMatchObject([{ userId: 'somebody' }]);
    await ask(bob, 'unblockUser', { userId: 'somebody' });
    await ask(alice, 'sendMessage', { room: `dm:${ids.sort().join(':')}`, text: 'Between us' });
    await bob.next(({ type, text }) => type === 'message' && text === 'Between us', 'the direct message');
    await alice.close();
    await bob.close();
  },
};

export const closedWhileJoining: Scenario = {
  name: 'a connection that closes in the middle of a join leaves nothing behind',
  async run(backend) {
    const { connections } = backend.stores;
    const bob = await backend.connect('bob');
    await ask(bob, 'joinRoom', { room: 'doorway' });
    const userId = await userIdOf('bob', bob, 'doorway');
    for (const { connectionId } of await connections.ofUser(userId))
      await connections.close(userId, connectionId);
    await bob.ask('joinRoom', { room: 'doorway' });
    await bob.ask('joinRooms', { rooms: [{ room: 'doorway' }] });
    expect(await connections.atMost('doorway', 1_000), 'subscriptions in the room').toHaveLength(0);
    await bob.close();
  },
};

export const unknownAction: Scenario = {
  name: 'what no route knows is answered by $default',
  async run(backend) {
    const alice = await backend.connect('alice');
    const reply = await alice.ask('makeCoffee');
    if (reply.code !== 'UNKNOWN_ACTION')
      throw new Error(`route $default: makeCoffee was answered ${JSON.stringify(reply)}`);
    await alice.close();
  },
};

/** As many as make a frame so costly that it is counted in the store. */
const CROWD = ['alice', 'bob', 'carol', 'dave'].flatMap(name => [name, name, name]);

export const crowded: Scenario = {
  name: 'a crowd hears who comes, types and goes, as often as one user may tell so many, and a member leaves for good',
  async run(backend) {
    const room = 'square';
    const crowd = await Promise.all(CROWD.map(name => backend.connect(name)));
    await Promise.all(crowd.map(socket => ask(socket, 'joinRoom', { room })));
    const [alice, , , bob] = crowd;
    const admin = await backend.connect('admin');
    await ask(admin, 'joinRooms', { rooms: [{ room }] });
    if (!alice || !bob) throw new Error('two users');
    await pushed(alice, 'presence', room);
    // In several sandboxes at once, of which none has seen them all.
    for (let times = 0; times < 12; times++) admin.send({ action: 'typing', room, typing: true });
    await admin.next(({ type, code }) => type === 'error' && code === 'RATE_LIMITED', 'the limit of typing');
    await ask(admin, 'leaveRoom', { room });

    const own = 'members-only';
    await ask(alice, 'createRoom', { room: own, kind: 'private' });
    const userId = await userIdOf('bob', bob, room);
    await ask(alice, 'addMember', { room: own, userId });
    await ask(bob, 'answerInvitation', { room: own, accept: true });
    await ask(bob, 'removeMember', { room: own, userId });

    await ask(admin, 'joinRoom', { room });
    await admin.close();
    const left = alice.of('presence').length;
    await alice.until(
      () =>
        alice
          .of('presence')
          .slice(left)
          .some(({ event }) => event === 'leave'),
      'the leave of one who dropped out and did not come back',
    );
    await Promise.all(crowd.map(socket => socket.close()));
  },
};
