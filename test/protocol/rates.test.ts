/** What one user may do at once, and what the others get of it. */
import { afterAll, describe, expect, it } from 'vitest';
import { RATES, type RateKind } from '../../shared/core/rates.ts';
import { testServer } from '../support/server.ts';
import type { Frame, Socket } from '../support/socket.ts';

const server = await testServer();
afterAll(() => server.close());

const refusals = (socket: Socket) => socket.frames.filter(({ code }: Frame) => code === 'RATE_LIMITED');

/** Sends so many frames at once; returns the most of them that may have been let through until all were answered. */
async function flood(socket: Socket, kind: RateKind, frames: readonly object[], answered: () => number) {
  const began = performance.now();
  for (const [n, frame] of frames.entries()) socket.send({ id: `flood-${n}`, ...frame });
  await socket.until(() => answered() >= frames.length, 'all of them to be answered');
  const { perSecond, burst } = RATES[kind];
  return burst + Math.ceil(((performance.now() - began) / 1_000) * perSecond);
}
const replies = (socket: Socket) => () =>
  socket.frames.filter(({ id }: Frame) => String(id).startsWith('flood-')).length;

describe('a user who floods a room with what is pushed to everyone in it', () => {
  it('by 1,000 typing events: the others get a few, and the user is told RATE_LIMITED and how long, which is true', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'typed');
    const frames = Array.from({ length: 1_000 }, () => ({ action: 'typing', room: 'typed', typing: true }));
    // What was let through is not answered.
    const most = await flood(alice, 'typing', frames, () => refusals(alice).length + bob.of('typing').length);
    expect(bob.of('typing').length).toBeLessThanOrEqual(most);
    const wait = Math.max(...refusals(alice).map(({ retryAfterMs }: Frame) => retryAfterMs));
    expect(wait).toBeGreaterThan(0);
    await new Promise(resolve => setTimeout(resolve, wait));
    const before = bob.of('typing').length;
    alice.send({ action: 'typing', room: 'typed', typing: false });
    await bob.until(() => bob.of('typing').length > before, 'typing after the wait');
  });

  it('by 400 read marks: the others get a few, and so do those of one mark again and again', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'read');
    for (let n = 0; n < 40; n++) await bob.ask('sendMessage', { room: 'read', text: 'x' });
    const frames = Array.from({ length: 400 }, (_, n) => ({
      action: 'markRead',
      room: 'read',
      seq: 1 + (n % 40),
    }));
    const most = await flood(alice, 'markRead', frames, replies(alice));
    await bob.settled();
    expect(bob.of('read').length).toBeLessThanOrEqual(most);
    expect(refusals(alice).length).toBeGreaterThanOrEqual(400 - most);
  });

  it('by 60 joins of a room it is in: the others are told once', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob']);
    await bob.ask('joinRoom', { room: 'joined' });
    const frames = Array.from({ length: 60 }, () => ({ action: 'joinRoom', room: 'joined', last: 0 }));
    await flood(alice, 'join', frames, replies(alice));
    await bob.settled();
    expect(bob.of('presence')).toHaveLength(1);
  });
});

describe('a user who floods with what only reads', () => {
  it.each([
    ['presence', { room: 'lobby' }],
    ['listRooms', {}],
    ['listInvitations', {}],
    ['getRoom', { room: 'lobby' }],
    ['listMembers', { room: 'lobby' }],
    ['listBans', {}],
    ['listBlocked', {}],
    ['getUsers', { userIds: ['bob'] }],
    ['findUsers', { prefix: 'bo' }],
    ['discoverRooms', {}],
    ['listReports', {}],
  ])('is told RATE_LIMITED: %s', async (action, fields) => {
    const dave = await server.connect('dave');
    const frames = Array.from({ length: 120 }, () => ({ action, ...fields }));
    const most = await flood(dave, 'read', frames, replies(dave));
    expect(refusals(dave).length).toBeGreaterThanOrEqual(120 - most);
    await dave.close();
  });
});

describe('in a room where a frame costs ten posts or more', () => {
  it('typing is counted in the store, for all containers together', async () => {
    const [carol, bob] = await server.connectAll(['carol', 'bob', ...Array(12).fill('dave')], 'costly');
    const userId = await server.userId('carol');
    // What other containers have let through.
    for (let n = 0; n < RATES.typing.burst; n++)
      await server.stores.rates.take(userId, 'typing', RATES.typing);
    carol.send({ action: 'typing', room: 'costly', typing: true });
    await carol.until(() => refusals(carol).length === 1, 'the refusal');
    await bob.settled();
    expect(bob.of('typing')).toEqual([]);
  });
});
