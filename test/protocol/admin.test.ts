/** What the group `admins` may do, and nobody else. */
import { afterAll, describe, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';

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
