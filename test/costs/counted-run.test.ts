/** The model against a run over real sockets: what it predicts, and what the store, the functions and the gateway counted. */
import { afterAll, expect, test } from 'vitest';
import { countedOf } from '../../costs/model/meters.ts';
import type { Operations } from '../../costs/model/traffic.ts';
import type { Units } from '../../costs/model/unit-table.ts';
import { invocationsOf, meteredMessages } from '../../costs/model/units.ts';
import { countedServer } from '../../tools/costs/counted-server.ts';
import { talkedIn } from '../../tools/costs/rooms.ts';
import type { Socket } from '../support/socket.ts';
import { inputs } from './given.ts';

const ROOMS = 5;
/** In all rooms together no more typing of one user than their rate lets through at once. */
const ROUNDS = 1;
/** One connection each: a second one of the same user comes and goes unnoticed. */
const USERS = ['alice', 'bob', 'carol', 'dave', 'admin'] as const;
const MEMBERS = USERS.length;
/** The first to come and the last to go; the others have the room out of view until they have gone through theirs. */
const LOOKING = new Set<string>(['alice', 'admin']);

const server = await countedServer({
  messageBytes: inputs.units.messageBytes,
  // Each leave by itself: of those that wait, a batch holds as many as come.
  settings: { LEAVE_DELAY_SECONDS: '0' },
});
afterAll(() => server.close());

/** One room's afternoon, each step after the other: only what is contended costs more than it was counted. */
async function afternoon([room, ...own]: readonly string[]): Promise<void> {
  if (room === undefined) throw new Error('there is no room');
  const sockets: Socket[] = [];
  for (const [index, user] of USERS.entries()) {
    const socket = await server.connect(user);
    await socket.ask('joinRooms', { rooms: [{ room, view: LOOKING.has(user) }, { room: own[index] }] });
    sockets.push(socket);
  }
  const text = 'x'.repeat(server.messageBytes);
  for (let round = 0; round < ROUNDS; round++)
    for (const socket of sockets) {
      socket.send({ action: 'typing', room, typing: true });
      const { seq, epoch } = await socket.ask('sendMessage', { room, text, attempt: 1 });
      socket.send({ action: 'markRead', room, seq });
      await socket.ask('sync', { rooms: [{ room, after: seq, epoch }] });
    }
  for (const [index, socket] of sockets.entries()) {
    const [shown, hidden] = LOOKING.has(USERS[index] ?? '') ? [room, own[index]] : [own[index], room];
    await socket.ask('view', { rooms: [{ room: shown }], hidden: [hidden] });
  }
  const left = () =>
    sockets
      .at(-1)
      ?.of('presence')
      .filter(({ event }) => event === 'leave').length;
  for (const [index, socket] of sockets.entries()) {
    await socket.close();
    if (index < MEMBERS - 1) await expect.poll(left, { timeout: 20_000 }).toBe(index + 1);
  }
}

const TALKS = ROOMS * MEMBERS * ROUNDS;
const CONNECTIONS = ROOMS * MEMBERS;
/** A join is told to the first, who looks, and a leave to the last. */
const comings: Operations[] = Array.from({ length: MEMBERS - 1 }, (_, others) => ({
  operation: 'presenceEvent',
  n: others + 2,
  told: 1 / (others + 1),
  count: 2 * ROOMS,
}));
/** Two look: each of them is told of four, and everybody else of none. */
const told = (LOOKING.size * (MEMBERS - 1)) / (MEMBERS * (MEMBERS - 1));

const summed = (units: Units) => ({
  reads: units.reads.connections + units.reads.messages,
  writes: units.writes.connections + units.writes.messages,
  invocations: invocationsOf(units),
  posts: units.posts,
  meteredMessages: meteredMessages(units),
});

test('units, invocations and posts of a run are predicted within 2%', async () => {
  const rooms: string[][] = [];
  for (let n = 0; n < ROOMS; n++)
    rooms.push(await Promise.all(Array.from({ length: 1 + MEMBERS }, () => talkedIn(server))));
  const runs = {
    authorizer: CONNECTIONS,
    connect: CONNECTIONS,
    'join-rooms': CONNECTIONS,
    typing: TALKS,
    'send-message': TALKS,
    'mark-read': TALKS,
    sync: TALKS,
    view: CONNECTIONS,
    disconnect: CONNECTIONS,
  };
  const counted = summed(await server.count(runs, () => Promise.all(rooms.map(afternoon))));
  // The embedded store does not report the writes of an index, of which a read mark makes one.
  counted.writes += TALKS;
  const predicted = summed(
    countedOf(
      [
        { operation: 'connect', n: 0, count: CONNECTIONS },
        { operation: 'joinRooms', n: 2, count: CONNECTIONS },
        { operation: 'typing', n: MEMBERS, told, count: TALKS },
        { operation: 'sendMessage', n: MEMBERS, count: TALKS },
        { operation: 'markRead', n: MEMBERS, told, count: TALKS },
        { operation: 'sync', n: 1, count: TALKS },
        { operation: 'view', n: MEMBERS, count: CONNECTIONS },
        { operation: 'disconnect', n: 2, count: CONNECTIONS },
        // Of the rooms in which each is alone: nobody to tell. The embedded store reports nothing for a query that finds none,
        // as the one at the leave does.
        { operation: 'presenceEvent', n: 2, told: 0, count: CONNECTIONS },
        ...comings,
      ],
      inputs,
    ).units,
  );
  const figures = new Map(Object.entries(predicted));
  for (const [what, figure] of Object.entries(counted)) {
    const share = (figures.get(what) ?? Number.NaN) / figure;
    expect(Math.abs(share - 1), `${what}: ${JSON.stringify({ predicted, counted })}`).toBeLessThanOrEqual(
      0.02,
    );
  }
}, 120_000);
