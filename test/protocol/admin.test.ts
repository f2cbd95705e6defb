/** What the group `admins` may do, and nobody else. */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';
import { Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

describe('ping', () => {
  it('is answered {"type":"pong"}, whatever else the frame holds', async () => {
    const alice = await server.connect('alice');
    alice.send({ action: 'ping' });
    expect(await alice.next(({ type }) => type === 'pong')).toEqual({ type: 'pong' });
  });
});

describe('a user who is no administrator', () => {
  it.each([
    ['adminStats', {}],
    ['adminDisconnect', { userId: 'anybody' }],
    ['adminDisconnect', { connectionId: 'L0SM9cOFvHcCIhw=' }],
    ['adminFind', { name: 'al' }],
    ['adminRoom', { room: 'general' }],
  ])('is told FORBIDDEN: %s', async (action, fields) => {
    const alice = await server.connect('alice');
    expect(await alice.ask(action, fields)).toMatchObject({ type: 'error', action, code: 'FORBIDDEN' });
  });
});

describe('adminStats', () => {
  it('counts connections, users and rooms, and names the rooms with the most', async () => {
    const admin = await server.connect('admin');
    const before = await admin.ask('adminStats');
    expect(before).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'adminStats',
      connections: expect.any(Number),
      users: expect.any(Number),
      rooms: expect.any(Number),
      topRooms: expect.any(Array),
      topUsers: expect.any(Array),
      asOf: expect.any(Number),
    });
    await server.connectAll(['carol', 'carol', 'dave'], 'popular');
    // Nobody sees anything older than 5 seconds.
    await expect
      .poll(() => admin.ask('adminStats'), { timeout: 8_000, interval: 500 })
      .toMatchObject({
        connections: before.connections + 3,
        users: before.users + 2,
        rooms: before.rooms + 1,
        topRooms: [{ room: 'popular', connections: 3 }, ...before.topRooms],
      });
  });

  it('is at most 5 seconds old, and does not count again within them', async () => {
    const admin = await server.connect('admin');
    const first = await admin.ask('adminStats');
    expect(Date.now() - first.asOf).toBeLessThan(5_500);
    const stale = { ...(await server.stores.snapshots.read()), asOf: Date.now() - 5_000, connections: 99 };
    await server.stores.snapshots.write({ users: 9, rooms: 9, topRooms: [], ...stale });
    const fresh = await admin.ask('adminStats');
    expect(fresh.connections).toBeLessThan(99);
    expect(Date.now() - fresh.asOf).toBeLessThan(3_000);
    expect((await admin.ask('adminStats')).asOf).toBe(fresh.asOf);
  });

  it('is counted anew where the last count lies ahead: that clock has stepped back since', async () => {
    const admin = await server.connect('admin');
    const counted = await admin.ask('adminStats');
    const ahead = { users: 9, rooms: 9, topRooms: [], connections: 99, asOf: Date.now() + 3_600_000 };
    await server.stores.snapshots.write(ahead);
    expect((await admin.ask('adminStats')).users).toBe(counted.users);
  });
});

describe('adminStats, of users', () => {
  it('adds up all connections of each, in whichever rooms they are', async () => {
    const admin = await server.connect('admin');
    await server.connectAll(['carol', 'carol'], 'hall');
    await server.connectAll(['carol'], 'yard');
    const carol = await server.userId('carol');
    const open = (await server.stores.connections.ofUser(carol)).length;
    await expect
      .poll(() => admin.ask('adminStats'), { timeout: 8_000, interval: 500 })
      .toMatchObject({
        topUsers: expect.arrayContaining([{ userId: carol, name: 'carol', connections: open }]),
      });
    expect(open).toBeGreaterThanOrEqual(3);
  });
});

describe('adminFind', () => {
  it('finds by the beginning of a name who is connected and who is not, and counts their connections', async () => {
    const admin = await server.connect('admin');
    const { users } = await admin.ask('adminFind', { name: 'a' });
    expect(users.map(({ name }: { name: string }) => name).sort()).toEqual(['admin', 'alice']);
    for (const { userId, connections } of users)
      expect(connections).toBe((await server.stores.connections.ofUser(userId)).length);
    expect((await admin.ask('adminFind', { name: 'nobody"' })).users).toEqual([]);
  });

  it('tells of a user, and of a connection, since when, from where and in which rooms', async () => {
    const admin = await server.connect('admin');
    const before = await server.stores.connections.ofUser(await server.userId('dave'));
    const dave = await Socket.open(server.socketUrl, await server.token('dave'), undefined, {
      'User-Agent':
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    });
    for (const room of ['yard', 'hall']) await dave.ask('joinRoom', { room });
    const userId = await server.userId('dave');
    const byUser = await admin.ask('adminFind', { userId });
    expect(byUser.users).toMatchObject([{ userId, name: 'dave', connections: before.length + 1 }]);
    const [newest] = byUser.users[0].open;
    expect(newest).toEqual({
      connectionId: expect.any(String),
      since: expect.any(Number),
      address: '127.0.0.1',
      agent: 'Edge 141, Windows',
      rooms: ['hall', 'yard'],
      roomCount: 2,
    });
    const byConnection = await admin.ask('adminFind', { connectionId: newest.connectionId });
    expect(byConnection.users).toEqual(byUser.users);
    expect((await admin.ask('adminFind', { connectionId: 'none=' })).users).toEqual([]);
    expect((await admin.ask('adminFind', { userId: 'nobody' })).users).toEqual([]);
  });

  it('lists who is kept out, until when and by whom, until they are let in again', async () => {
    const admin = await server.connect('admin');
    const userId = await server.userId('carol');
    const until = Math.ceil(Date.now() / 1_000 + 86_400) * 1_000;
    await admin.ask('adminDisconnect', { userId, until });
    const kept = { userId, name: 'carol', connections: 0, deniedUntil: until, by: 'admin' };
    expect((await admin.ask('adminFind', { denied: true })).users).toEqual([kept]);
    expect((await admin.ask('adminFind', { userId })).users).toEqual([
      { ...kept, open: [], quotas: expect.any(Array) },
    ]);
    await admin.ask('adminDisconnect', { userId, until: 0 });
    expect((await admin.ask('adminFind', { denied: true })).users).toEqual([]);
    await server.connect('carol');
  });
});

describe('adminRoom', () => {
  it('tells who is in a room that is closed to the administrator, its head, and nothing of what is said', async () => {
    const [admin, bob] = await server.connectAll(['admin', 'bob']);
    await bob.ask('createRoom', { room: 'cellar', kind: 'private' });
    await bob.ask('joinRoom', { room: 'cellar' });
    await bob.ask('sendMessage', { room: 'cellar', text: 'A secret' });
    expect(await admin.ask('history', { room: 'cellar' })).toMatchObject({ code: 'NOT_FOUND' });
    const told = await admin.ask('adminRoom', { room: 'cellar' });
    expect(told).toMatchObject({ kind: 'private', head: 1, connections: 1, users: [{ name: 'bob' }] });
    expect(JSON.stringify(told)).not.toContain('secret');
    expect(told.lag).toBeUndefined();
  });

  it('tells how far behind its pump is', async () => {
    const [admin, bob] = await server.connectAll(['admin', 'bob'], 'pumped');
    await bob.ask('sendMessage', { room: 'pumped', text: 'One' });
    await bob.ask('sendMessage', { room: 'pumped', text: 'Two' });
    await server.stores.pumps.take(
      { room: 'pumped', audience: 'looking' },
      { since: 0, cursor: 1, awayFrom: 2, nextAt: 0, pauseMs: 0, owner: 'test', heldUntil: 0 },
      undefined,
    );
    expect(await admin.ask('adminRoom', { room: 'pumped' })).toMatchObject({ head: 2, lag: 1 });
  });
});

describe('adminDisconnect', () => {
  it('of a user says bye without reconnect, closes every connection of theirs, and of nobody else', async () => {
    const admin = await server.connect('admin');
    const [phone, laptop, bob] = await server.connectAll(['alice', 'alice', 'bob'], 'court');
    const userId = await server.userId('alice');
    const open = (await server.stores.connections.ofUser(userId)).length;
    expect(await admin.ask('adminDisconnect', { userId })).toEqual({
      type: 'ok',
      id: expect.any(String),
      action: 'adminDisconnect',
      disconnected: open,
    });
    for (const socket of [phone, laptop]) {
      await socket.until(() => socket.closed !== undefined, 'the close');
      expect(socket.frames.at(-1)).toEqual({
        type: 'bye',
        code: 'KICKED',
        message: expect.any(String),
        reconnect: false,
      });
    }
    expect(await bob.next(({ event }) => event === 'leave')).toMatchObject({ user: { userId } });
    expect((await bob.ask('presence', { room: 'court' })).connections).toBe(1);
    await bob.settled();
    expect(bob.of('presence').filter(({ event }) => event === 'leave')).toHaveLength(1);
  });

  it('of a connection closes that one', async () => {
    const admin = await server.connect('admin');
    const phone = await server.connect('dave');
    const { connections } = server.stores;
    const all = await connections.ofUser(await server.userId('dave'));
    const connectionId = all.sort((a, b) => b.connectedAt - a.connectedAt)[0]?.connectionId;
    expect(await admin.ask('adminDisconnect', { connectionId })).toMatchObject({ disconnected: 1 });
    await phone.until(() => phone.closed !== undefined, 'the close');
    expect(phone.of('bye')).toMatchObject([{ code: 'KICKED', reconnect: false }]);
    await expect
      .poll(async () => (await connections.ofUser(await server.userId('dave'))).length)
      .toBe(all.length - 1);
    expect(await admin.ask('adminDisconnect', { connectionId })).toMatchObject({ disconnected: 0 });
  });

  it('of a connection leaves nothing to $disconnect, which may never come: its room is told at once', async () => {
    const forgetful = await testServer({ faults: { 'lose-disconnect': 1 } });
    try {
      const [admin, , bob] = await forgetful.connectAll(['admin', 'carol', 'bob'], 'court');
      const { connections } = forgetful.stores;
      const userId = await forgetful.userId('bob');
      const [row] = await connections.ofUser(userId);
      const reply = await admin.ask('adminDisconnect', { connectionId: row?.connectionId });
      expect(reply).toMatchObject({ disconnected: 1 });
      expect(await connections.ofUser(userId)).toEqual([]);
      await bob.until(() => bob.closed !== undefined, 'the close');
      await admin.next(({ event, user }) => event === 'leave' && user.userId === userId, 'the leave');
      expect((await admin.ask('presence', { room: 'court' })).connections).toBe(2);
    } finally {
      await forgetful.close();
    }
  });

  it('of somebody who is not connected disconnects 0', async () => {
    const admin = await server.connect('admin');
    expect(await admin.ask('adminDisconnect', { userId: 'nobody' })).toMatchObject({
      type: 'ok',
      disconnected: 0,
    });
  });
});
