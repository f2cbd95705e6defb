/** A room that is deleted: gone at once for everyone, and soon from the tables. */
import { afterAll, describe, expect, it } from 'vitest';
import { handler as sweeper } from '../../handlers/sweeper.ts';
import { rowsUnder } from '../support/rows.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());
const rowsOf = rowsUnder(server.dynamodb.endpoint);

const ok = { type: 'ok' };
const error = (code: string) => ({ type: 'error', code });

/** Runs the sweeper as if it were so much later. */
const sweep = (seconds = 120): Promise<unknown> =>
  server.run(sweeper, {
    clock: {
      now: () => Date.now() + seconds * 1_000,
      monotonic: () => performance.now(),
      sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
      random: Math.random,
    },
  });

/** A private room of alice's with bob in it, carol invited, and something said. */
async function doomed(room: string) {
  const [alice, bob, carol] = await server.connectAll(['alice', 'bob', 'carol']);
  const members = [await server.userId('bob'), await server.userId('carol')];
  await alice.ask('createRoom', { room, kind: 'private', members });
  await bob.ask('answerInvitation', { room, accept: true });
  for (const socket of [alice, bob]) await socket.ask('joinRoom', { room });
  for (let n = 0; n < 5; n++) await bob.ask('sendMessage', { room, text: 'x' });
  await alice.ask('updateRoom', { room, name: 'Doomed' });
  return { alice, bob, carol };
}

const refusals = async (socket: Socket, room: string) => {
  const asked: [string, Frame][] = [
    ['joinRoom', {}],
    ['sendMessage', { text: 'x' }],
    ['history', {}],
    ['presence', {}],
    ['getRoom', {}],
    ['listMembers', {}],
    ['updateRoom', { name: 'x' }],
    ['addMember', { userId: 'x' }],
    ['setRole', { userId: 'x', role: 'member' }],
  ];
  const codes: string[] = [];
  for (const [action, fields] of asked) codes.push((await socket.ask(action, { room, ...fields })).code);
  return new Set(codes);
};

describe('deleteRoom', () => {
  it('has the room gone at once for everyone: those in it are put out and told, and nothing is there to ask for', async () => {
    const room = 'gone-at-once';
    const { alice, bob, carol } = await doomed(room);
    expect(await alice.ask('deleteRoom', { room })).toEqual({
      ...ok,
      id: expect.any(String),
      action: 'deleteRoom',
      room,
      deletedAt: expect.any(Number),
      removed: 0,
    });
    expect(await bob.next(({ type, event }) => type === 'membership' && event === 'removed')).toMatchObject({
      room,
      by: { name: 'alice' },
    });
    expect(await refusals(bob, room)).toEqual(new Set(['NOT_FOUND']));
    expect(await alice.ask('updateRoom', { room, name: 'x' })).toMatchObject(error('NOT_FOUND'));
    expect(await carol.ask('answerInvitation', { room, accept: true })).toMatchObject(error('NOT_FOUND'));
    expect((await bob.ask('listRooms')).rooms.map((one: Frame) => one.room)).not.toContain(room);
    expect(await alice.ask('createRoom', { room, kind: 'private' })).toMatchObject(error('CONFLICT'));
    expect(await server.stores.connections.atMost(room, 10)).toEqual([]);
  });

  it('leaves nothing of it in the tables, counted, and its id free, once the sweeper has run', async () => {
    const room = 'swept';
    const { alice, bob } = await doomed(room);
    await alice.ask('deleteRoom', { room });
    await sweep(0);
    expect((await rowsOf(room)).length, 'those who write just now have their time').toBeGreaterThan(8);
    expect(await sweep()).toMatchObject({ removed: expect.any(Number) });
    expect(await rowsOf(room)).toEqual([]);
    expect(await alice.ask('deleteRoom', { room })).toMatchObject(error('NOT_FOUND'));
    expect(await bob.ask('createRoom', { room, kind: 'private' })).toMatchObject(ok);
    expect(await bob.ask('history', { room })).toMatchObject({ ...ok, head: 0, messages: [] });
  });

  it('is gone on with where the sweeper died, and says how much is gone', async () => {
    const room = 'half-swept';
    const { alice } = await doomed(room);
    await alice.ask('deleteRoom', { room });
    expect(await server.stores.deletions.remove(room, 3)).toBe(3);
    expect(await alice.ask('deleteRoom', { room })).toMatchObject({ ...ok, removed: 3 });
    await sweep();
    expect(await rowsOf(room)).toEqual([]);
    expect(await server.stores.deletions.find(room)).toBeUndefined();
  });

  it('that was cut off before it took effect deletes nothing', async () => {
    const room = 'cut-off';
    const { alice } = await doomed(room);
    expect(await server.stores.deletions.begin(room, 'somebody-else', 1)).toBe(false);
    await sweep();
    expect(await alice.ask('history', { room })).toMatchObject({ ...ok, head: 6 });
    expect(await server.stores.deletions.find(room)).toBeUndefined();
  });

  it('is the owner’s alone', async () => {
    const room = 'not-theirs';
    const { bob, carol } = await doomed(room);
    expect(await bob.ask('deleteRoom', { room })).toMatchObject(error('FORBIDDEN'));
    expect(await carol.ask('deleteRoom', { room })).toMatchObject(error('NOT_FOUND'));
  });
});
