/** Who looks at which room, and that only they are told who comes, goes, types and reads. */
import { afterAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/protocol/index.ts';
import { stoppedClock } from '../contracts/clock.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const clock = stoppedClock(Date.now());
const server = await testServer({
  settings: { PRESENCE_LIMIT: '4' },
  accessTokenSeconds: 100_000,
  container: { clock },
});
afterAll(() => server.close());

const look = (socket: Socket, rooms: readonly string[], hidden: readonly string[] = []) =>
  socket.ask('view', { rooms: rooms.map(room => ({ room })), hidden });
/** A socket that has joined, and what it was told until then forgotten. */
async function inRoom(name: string, room: string, view?: boolean): Promise<Socket> {
  const socket = await server.connect(name);
  await socket.ask('joinRoom', { room, ...(view !== undefined && { view }) });
  return socket;
}

/** What each of the sockets is pushed of all that can happen in a room. */
async function toldOf(room: string, sockets: readonly Socket[]): Promise<string[][]> {
  const before = sockets.map(socket => socket.pushes.length);
  const carol = await inRoom('carol', room);
  const { seq } = await carol.ask('sendMessage', { room, text: 'hello' });
  carol.send({ action: 'typing', room, typing: true });
  await carol.settled();
  await carol.ask('markRead', { room, seq });
  await carol.ask('leaveRoom', { room });
  await carol.close();
  for (const socket of sockets) await socket.settled();
  return sockets.map((socket, at) =>
    socket.pushes
      .slice(before[at])
      .map(({ type }: Frame) => type)
      .sort(),
  );
}
const EVERYTHING = ['message', 'presence', 'presence', 'read', 'typing'];

describe('joins, leaves, typing and read marks', () => {
  it('are pushed to who has the room in view, and to who never said what they view; messages to everyone', async () => {
    const room = 'aside';
    const sockets = [
      await inRoom('alice', room, true),
      await inRoom('bob', room, false),
      await inRoom('dave', room),
    ];
    expect(await toldOf(room, sockets)).toEqual([EVERYTHING, ['message'], EVERYTHING]);
  });

  it('come once the room is shown, and stop once it is hidden', async () => {
    const room = 'shown';
    const bob = await inRoom('bob', room, false);
    await look(bob, [room]);
    expect(await toldOf(room, [bob])).toEqual([EVERYTHING]);
    await look(bob, [], [room]);
    expect(await toldOf(room, [bob])).toEqual([['message']]);
  });

  it('stop by themselves where nobody says again that the room is in view', async () => {
    const room = 'forgotten';
    const bob = await inRoom('bob', room, true);
    clock.advance((LIMITS.viewSeconds - 2) * 1_000);
    expect(await toldOf(room, [bob])).toEqual([EVERYTHING]);
    clock.advance(2_000);
    expect(await toldOf(room, [bob])).toEqual([['message']]);
    bob.send({ action: 'view', rooms: [{ room }] });
    await bob.settled();
    expect(await toldOf(room, [bob])).toEqual([EVERYTHING]);
  });

  it('of a direct room follow the view as well', async () => {
    const dm = `dm:${[await server.userId('alice'), await server.userId('bob')].sort().join(':')}`;
    const [alice, phone, laptop] = await server.connectAll(['alice', 'bob', 'bob']);
    await alice.ask('sendMessage', { room: dm, text: 'hello' });
    await look(phone, [dm]);
    await look(laptop, [], [dm]);
    alice.send({ action: 'typing', room: dm, typing: true });
    await alice.ask('markRead', { room: dm, seq: 1 });
    for (const socket of [phone, laptop]) await socket.settled();
    expect(phone.pushes.map(({ type }: Frame) => type).sort()).toEqual(['message', 'read', 'typing']);
    expect(laptop.pushes.map(({ type }: Frame) => type)).toEqual(['message']);
  });
});

describe('the user’s own read marks', () => {
  it('reach their other connections whatever those have in view: the count of what is unread is on show there', async () => {
    const [phone, laptop] = [await inRoom('bob', 'mine', true), await inRoom('bob', 'mine', false)];
    const alice = await inRoom('alice', 'mine');
    await alice.ask('sendMessage', { room: 'mine', text: 'hello' });
    await phone.ask('markRead', { room: 'mine', seq: 1 });
    expect(await laptop.next(({ type }) => type === 'read')).toMatchObject({ seq: 1 });
  });

  it('that carry no id are kept and pushed, and not answered', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'oneway');
    await alice.ask('sendMessage', { room: 'oneway', text: 'hello' });
    bob.send({ action: 'markRead', room: 'oneway', seq: 1 });
    expect(await alice.next(({ type }) => type === 'read')).toMatchObject({ seq: 1 });
    await bob.settled();
    expect(bob.frames.filter(({ type, action }: Frame) => type === 'ok' && action === 'markRead')).toEqual(
      [],
    );
    bob.send({ action: 'markRead', room: 'elsewhere', seq: 1 });
    expect(await bob.next(({ action }) => action === 'markRead')).toMatchObject({ code: 'NOT_JOINED' });
  });
});

describe('a room that came into view', () => {
  it('is answered, if it is large, with what lies behind the cursor: it was held back', async () => {
    const sockets = await server.connectAll(['alice', 'bob', 'carol', 'dave', 'admin'], 'held');
    const [alice, bob] = sockets;
    const { head, epoch } = await bob.ask('joinRoom', { room: 'held', view: false });
    await alice.ask('sendMessage', { room: 'held', text: 'hello' });
    const asked = { rooms: [{ room: 'held', after: head, epoch }] };
    const { rooms } = await bob.ask('view', asked);
    expect(rooms).toMatchObject([
      { room: 'held', users: [], missed: { head: head + 1, messages: [{ text: 'hello' }], recovered: true } },
    ]);
    for (const socket of sockets.slice(2)) await socket.close();
    await expect
      .poll(async () => (await bob.ask('view', asked)).rooms)
      .toEqual([expect.not.objectContaining({ missed: expect.anything() })]);
  });
});

describe('who comes into view', () => {
  it('is given who is there, by the reply to the join or to the frame that says so', async () => {
    const alice = await inRoom('alice', 'full');
    const [bob] = await server.connectAll(['bob']);
    const users = [
      { userId: await server.userId('alice'), name: 'alice', connections: 1, since: expect.any(Number) },
      { userId: await server.userId('bob'), name: 'bob', connections: 1, since: expect.any(Number) },
    ];
    const joined = await bob.ask('joinRoom', { room: 'full', view: true });
    expect(joined).toMatchObject({ connections: 2, truncated: false });
    expect(joined.users).toEqual(expect.arrayContaining(users));
    const { rooms } = await look(bob, ['full']);
    expect(rooms).toEqual([
      { ok: true, room: 'full', connections: 2, users: expect.arrayContaining(users), truncated: false },
    ]);
    expect(await alice.ask('joinRoom', { room: 'full' })).not.toHaveProperty('users');
  });

  it('in a room over the presence limit is told so', async () => {
    await server.connectAll(['carol', 'carol', 'carol', 'dave'], 'hall');
    const bob = await inRoom('bob', 'hall', true);
    expect((await look(bob, ['hall'])).rooms).toEqual([
      { ok: true, room: 'hall', connections: 5, users: [], truncated: true, approximate: true },
    ]);
  });

  it('of a room that was not joined is told NOT_JOINED for that room, and nothing is written', async () => {
    const bob = await inRoom('bob', 'own', false);
    const dm = `dm:${[await server.userId('alice'), await server.userId('dave')].sort().join(':')}`;
    const { rooms } = await look(bob, ['own', 'strange', dm]);
    expect(rooms.map(({ ok, error }: Frame) => error?.code ?? ok)).toEqual([
      true,
      'NOT_JOINED',
      'NOT_JOINED',
    ]);
    for await (const page of server.stores.connections.subscribers('strange', { toEnd: true }))
      expect(page).toEqual([]);
  });

  it('may name four rooms at once, and no fifth', async () => {
    const bob = await server.connect('bob');
    expect(await look(bob, ['a', 'b', 'c', 'd', 'e'])).toMatchObject({ type: 'error', code: 'BAD_REQUEST' });
  });
});
