/** Who is here, who types, who has read; no leave waits here, as in dropping-out.test.ts. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { keys } from '../../shared/aws/keys.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer({ settings: { PRESENCE_LIMIT: '4', LEAVE_DELAY_SECONDS: '0' } });
afterAll(() => server.close());

const user = async (name: string) => ({ userId: await server.userId(name), name });
const here = async (socket: Socket, room: string) => {
  const { connections, users } = await socket.ask('presence', { room });
  return { connections, names: users.map(({ name }: Frame) => name).sort() };
};

/** What a connection leaves where its `$disconnect` is lost. */
async function ghost(name: string, room: string): Promise<{ userId: string; connectionId: string }> {
  const { connections } = server.stores;
  const connectionId = `${crypto.randomUUID().slice(0, 15)}=`;
  const expiresAt = Math.floor(Date.now() / 1_000) + 3_600;
  const connection = { ...(await user(name)), connectionId, expiresAt };
  await connections.open({ ...connection, groups: [], connectedAt: Date.now() });
  await connections.subscribe({ ...connection, room, joinedAt: Date.now() });
  return connection;
}

/** What the sweeper keeps of a large room. */
async function keepFigure(room: string, connections: number): Promise<void> {
  const { endpoint } = server.dynamodb;
  await documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS }).send(
    new UpdateCommand({
      TableName: TABLES.messages,
      Key: keys.room(room),
      UpdateExpression: 'SET connections = :connections, connectionsAt = :at',
      ExpressionAttributeValues: { ':connections': connections, ':at': Date.now() },
    }),
  );
}

describe('presence', () => {
  it('answers room, connections, and each user once with their connections and since when', async () => {
    const [phone] = await server.connectAll(['alice', 'alice', 'bob'], 'porch');
    expect(await phone.ask('presence', { room: 'porch' })).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'presence',
      room: 'porch',
      connections: 3,
      users: expect.arrayContaining([
        { ...(await user('alice')), connections: 2, since: expect.any(Number) },
        { ...(await user('bob')), connections: 1, since: expect.any(Number) },
      ]),
      truncated: false,
    });
  });

  it('of a user on two devices, one of which leaves or closes: still present, and no leave is pushed', async () => {
    const [bob, phone, laptop, tablet] = await server.connectAll(['bob', 'alice', 'alice', 'alice'], 'two');
    await tablet.ask('leaveRoom', { room: 'two' });
    await laptop.close();
    await expect.poll(() => here(bob, 'two')).toEqual({ connections: 2, names: ['alice', 'bob'] });
    await bob.settled();
    expect(bob.of('presence').map(({ event }) => event)).toEqual(['join']);
    await phone.close();
    expect(await bob.next(({ event }) => event === 'leave')).toEqual({
      type: 'presence',
      room: 'two',
      event: 'leave',
      user: await user('alice'),
    });
    expect(await here(bob, 'two')).toEqual({ connections: 1, names: ['bob'] });
  });

  it('is pushed to the others in the room as join with a user’s first connection, as leave with the last', async () => {
    const [bob, phone, laptop] = await server.connectAll(['bob', 'alice', 'alice']);
    for (const socket of [bob, phone, laptop]) await socket.ask('joinRoom', { room: 'hall' });
    await phone.ask('leaveRoom', { room: 'hall' });
    await laptop.ask('leaveRoom', { room: 'hall' });
    await bob.next(({ event }) => event === 'leave');
    expect(bob.of('presence')).toEqual([
      { type: 'presence', room: 'hall', event: 'join', user: await user('alice') },
      { type: 'presence', room: 'hall', event: 'leave', user: await user('alice') },
    ]);
    expect(phone.of('presence')).toEqual([]);
  });

  it('of a user whose $disconnect was lost ends with the next message, and the others are told', async () => {
    const [alice, carol] = await server.connectAll(['alice', 'carol'], 'haunted');
    await ghost('bob', 'haunted');
    expect(await here(carol, 'haunted')).toEqual({ connections: 3, names: ['alice', 'bob', 'carol'] });
    expect(await alice.ask('sendMessage', { room: 'haunted', text: 'boo' })).toMatchObject({ type: 'ok' });
    expect(await here(carol, 'haunted')).toEqual({ connections: 2, names: ['alice', 'carol'] });
    expect(await carol.next(({ event }) => event === 'leave')).toMatchObject({ user: await user('bob') });
    expect(await server.stores.connections.ofUser((await user('bob')).userId)).not.toContainEqual(
      expect.objectContaining({ rooms: ['haunted'] }),
    );
  });
});

describe('typing', () => {
  it('is pushed to the others in the room, and answered with nothing', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'desk');
    for (const typing of [true, false]) alice.send({ action: 'typing', id: 't', room: 'desk', typing });
    await bob.until(() => bob.of('typing').length === 2, 'both');
    for (const frame of bob.of('typing'))
      expect(frame).toEqual({
        type: 'typing',
        room: 'desk',
        user: await user('alice'),
        typing: expect.any(Boolean),
      });
    expect(new Set(bob.of('typing').map(({ typing }) => typing))).toEqual(new Set([true, false]));
    await alice.settled();
    expect(alice.frames.filter(({ id }) => id === 't')).toEqual([]);
  });

  it('into a room one has not joined is answered NOT_JOINED', async () => {
    const alice = await server.connect('alice');
    expect(await alice.ask('typing', { room: 'elsewhere', typing: true })).toMatchObject({
      type: 'error',
      action: 'typing',
      code: 'NOT_JOINED',
    });
  });
});

describe('markRead', () => {
  it('answers room and seq, and is pushed to the others as read', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'mail');
    await alice.ask('sendMessage', { room: 'mail', text: 'read me' });
    expect(await bob.ask('markRead', { room: 'mail', seq: 1 })).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'markRead',
      room: 'mail',
      seq: 1,
    });
    expect(await alice.next(({ type }) => type === 'read')).toEqual({
      type: 'read',
      room: 'mail',
      user: await user('bob'),
      seq: 1,
    });
    await bob.settled();
    expect(bob.of('read')).toEqual([]);
  });

  it('without an id is answered nothing, and counts all the same', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'unasked');
    await alice.ask('sendMessage', { room: 'unasked', text: 'read me' });
    const before = bob.frames.length;
    bob.send({ action: 'markRead', room: 'unasked', seq: 1 });
    expect(await alice.next(({ type }) => type === 'read')).toMatchObject({ room: 'unasked', seq: 1 });
    await bob.settled();
    expect(bob.frames.slice(before).filter(({ action }) => action === 'markRead')).toEqual([]);
  });

  it('behind an earlier mark is answered with the earlier, and not pushed', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'marks');
    for (let n = 0; n < 3; n++) await alice.ask('sendMessage', { room: 'marks', text: 'x' });
    await bob.ask('markRead', { room: 'marks', seq: 3 });
    expect(await bob.ask('markRead', { room: 'marks', seq: 2 })).toMatchObject({ type: 'ok', seq: 3 });
    await alice.settled();
    expect(alice.of('read').map(({ seq }) => seq)).toEqual([3]);
  });
});

describe('a read mark', () => {
  it('beyond the head is held to it, so that what comes later is unread', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'eager');
    await alice.ask('sendMessage', { room: 'eager', text: 'one' });
    expect(await bob.ask('markRead', { room: 'eager', seq: 9_007_199_254_740_991 })).toMatchObject({
      type: 'ok',
      seq: 1,
    });
    await alice.ask('sendMessage', { room: 'eager', text: 'two' });
    const { rooms } = await bob.ask('listRooms');
    expect(rooms.find(({ room }: Frame) => room === 'eager')).toMatchObject({
      head: 2,
      readSeq: 1,
      unread: 1,
    });
  });

  it('counts messages, not changes of them', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'edited');
    for (const text of ['one', 'two']) await alice.ask('sendMessage', { room: 'edited', text });
    await alice.ask('editMessage', { room: 'edited', seq: 1, text: 'uno' });
    await bob.ask('markRead', { room: 'edited', seq: 1 });
    const listed = async () =>
      (await bob.ask('listRooms')).rooms.find(({ room }: Frame) => room === 'edited');
    expect(await listed()).toMatchObject({ head: 3, unread: 1 });
    await bob.ask('markRead', { room: 'edited', seq: 3 });
    await alice.ask('deleteMessage', { room: 'edited', seq: 2 });
    expect(await listed()).toMatchObject({ head: 4, readSeq: 3, unread: 0 });
  });

  it('of another epoch changes nothing', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'epochs');
    const { epoch } = await alice.ask('sendMessage', { room: 'epochs', text: 'one' });
    const mark = (fields: object) => bob.ask('markRead', { room: 'epochs', seq: 1, ...fields });
    expect(await mark({ epoch: 'of-old' })).toMatchObject({ type: 'ok', seq: 0 });
    expect(await mark({ epoch })).toMatchObject({ type: 'ok', seq: 1 });
    await alice.settled();
    expect(alice.of('read')).toHaveLength(1);
  });

  it('made again is answered, and pushed once', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'again');
    await alice.ask('sendMessage', { room: 'again', text: 'one' });
    for (let n = 0; n < 3; n++)
      expect(await bob.ask('markRead', { room: 'again', seq: 1 })).toMatchObject({ type: 'ok', seq: 1 });
    await alice.settled();
    expect(alice.of('read')).toHaveLength(1);
  });
});

describe('in a room over the presence limit', () => {
  it('joins, leaves, typing and read marks are not pushed; messages are', async () => {
    const [bob, alice, ...others] = await server.connectAll(
      ['bob', 'alice', 'carol', 'carol', 'carol', 'dave'],
      'large',
    );
    const before = bob.pushes.length;
    const dave = others.at(-1);
    alice.send({ action: 'typing', room: 'large', typing: true });
    await alice.ask('sendMessage', { room: 'large', text: 'hello' });
    await alice.ask('markRead', { room: 'large', seq: 1 });
    await dave?.ask('leaveRoom', { room: 'large' });
    await bob.next(({ type }) => type === 'message');
    await bob.settled();
    expect(bob.pushes.slice(before).map(({ type }) => type)).toEqual(['message']);
  });

  it('joins are answered with the figure that was kept, and say so; where there is none yet, with the least it can be', async () => {
    const [bob, alice] = await server.connectAll(['bob', 'alice']);
    for (const socket of await server.connectAll(['carol', 'carol', 'carol', 'dave', 'dave']))
      await socket.ask('joinRoom', { room: 'crowd' });
    expect(await bob.ask('joinRoom', { room: 'crowd' })).toMatchObject({ connections: 5, approximate: true });
    await keepFigure('crowd', 1_234);
    expect(await alice.ask('joinRoom', { room: 'crowd' })).toMatchObject({
      connections: 1_234,
      approximate: true,
    });
  });
});
