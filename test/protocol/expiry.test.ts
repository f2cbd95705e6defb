/** A connection lives until the earliest of 2 h, its token's exp, and a disconnect by an admin. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { handler as sweeper } from '../../handlers/sweeper.ts';
import { stoppedClock } from '../contracts/clock.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

/** The newest connection of a user, as the store has it. */
async function newest(server: TestServer, name: string) {
  const all = await server.stores.connections.ofUser(await server.userId(name));
  const connection = all.sort((a, b) => b.connectedAt - a.connectedAt)[0];
  if (!connection) throw new Error(`${name} is not connected`);
  return connection;
}

describe('expiresAt', () => {
  it.each([
    ['two hours after connecting, where the token is good for longer', 10_800, 7_200],
    ['the token’s exp, where that is earlier', 600, 600],
  ])('is %s', async (_, accessTokenSeconds, seconds) => {
    const server = await testServer({ accessTokenSeconds });
    const before = Math.floor(Date.now() / 1_000);
    await server.connect('alice');
    const { expiresAt } = await newest(server, 'alice');
    expect(expiresAt - before).toBeGreaterThanOrEqual(seconds);
    expect(expiresAt - before).toBeLessThanOrEqual(seconds + (Date.now() / 1_000 - before));
    await server.close();
  });
});

describe('at its expiresAt', () => {
  const clock = stoppedClock(Date.now());
  let server: TestServer;
  let bob: Socket;
  let alice: Socket;
  let expiresAt: number;

  beforeAll(async () => {
    server = await testServer({ accessTokenSeconds: 10_800, container: { clock } });
    bob = await server.connect('bob');
    expiresAt = (await newest(server, 'bob')).expiresAt;
    // Alice connects in a later second: she outlives him.
    await vi.waitFor(() => expect(Math.floor(Date.now() / 1_000) + 7_200).toBeGreaterThan(expiresAt), 3_000);
    alice = await server.connect('alice');
    for (const socket of [bob, alice]) await socket.ask('joinRoom', { room: 'late' });
  });
  afterAll(() => server.close());
  const moveTo = (ms: number) => clock.advance(ms - clock.now());

  it('a connection is pushed messages until the last second before', async () => {
    moveTo(expiresAt * 1_000 - 1);
    await alice.ask('sendMessage', { room: 'late', text: 'in time' });
    await bob.next(({ text }) => text === 'in time');
    expect(await bob.ask('sendMessage', { room: 'late', text: 'me too' })).toMatchObject({
      type: 'ok',
      seq: 2,
    });
  });

  it('nothing is delivered to it any more: no message, no presence, no typing, no receipt, no direct message', async () => {
    moveTo(expiresAt * 1_000);
    const had = bob.frames.length;
    const dm = `dm:${[await server.userId('alice'), await server.userId('bob')].sort().join(':')}`;
    await alice.ask('sendMessage', { room: 'late', text: 'too late' });
    await alice.ask('markRead', { room: 'late', seq: 2 });
    alice.send({ action: 'typing', room: 'late', typing: true });
    await alice.ask('sendMessage', { room: dm, text: 'too late' });
    await alice.ask('editMessage', { room: 'late', seq: 1, text: 'too late' });
    await alice.ask('leaveRoom', { room: 'late' });
    await alice.ask('joinRoom', { room: 'late' });
    await bob.settled();
    expect(bob.frames.slice(had).map(({ type }) => type)).toEqual(['error']);
  });

  it('it is in nobody’s presence', async () => {
    expect(await alice.ask('presence', { room: 'late' })).toMatchObject({
      connections: 1,
      users: [{ name: 'alice' }],
    });
  });

  it.each([
    ['sendMessage', { room: 'late', text: 'hello?' }],
    ['joinRoom', { room: 'late' }],
    ['history', { room: 'late' }],
    ['listRooms', {}],
  ])('nothing is accepted from it any more: %s', async (action, fields) => {
    const { head } = await server.stores.messages.head('late');
    expect(await bob.ask(action, fields)).toMatchObject({ type: 'error', code: 'FORBIDDEN' });
    expect((await server.stores.messages.head('late')).head).toBe(head);
  });

  it('the sweep closes it', async () => {
    await server.run(sweeper, { clock });
    await bob.until(() => bob.closed !== undefined, 'the close');
    expect(await server.stores.connections.ofUser(await server.userId('bob'))).toEqual([]);
  });
});

describe('shortly before its expiresAt', () => {
  it('a connection is told bye with reconnect: true, and only then closed', async () => {
    const clock = stoppedClock(Date.now());
    const server = await testServer({ accessTokenSeconds: 600, container: { clock } });
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'dusk');
    const { expiresAt } = await newest(server, 'alice');
    clock.advance((expiresAt - 30) * 1_000 - clock.now());
    expect(await server.run(sweeper, { clock })).toMatchObject({ expired: 2 });
    for (const socket of [alice, bob]) {
      await socket.until(() => socket.closed !== undefined, 'the close');
      expect(socket.frames.at(-1)).toEqual({
        type: 'bye',
        code: 'EXPIRED',
        message: expect.any(String),
        reconnect: true,
      });
    }
    await server.close();
  });
});
