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

const server = await countedServer({ messageBytes: inputs.units.messageBytes });
afterAll(() => server.close());

/** One room's afternoon, each step after the other: only what is contended costs more than it was counted. */
async function afternoon(room: string): Promise<void> {
  const sockets: Socket[] = [];
  for (const user of USERS) {
    const socket = await server.connect(user);
    await socket.ask('joinRooms', { rooms: [{ room }] });
    sockets.push(socket);
  }
  const text = 'x'.repeat(server.messageBytes);
  for (let round = 0; round < ROUNDS; round++)
    for (const socket of sockets) {
      socket.send({ action: 'typing', room, typing: true });
      const { seq, epoch } = await socket.ask('sendMessage', { room, text, attempt: 1 });
      await socket.ask('markRead', { room, seq });
      await socket.ask('sync', { rooms: [{ room, after: seq, epoch }] });
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
/** A join is told to those who are there already, and a leave to those who stay. */
const comings: Operations[] = Array.from({ length: MEMBERS - 1 }, (_, others) => ({
  operation: 'presenceEvent',
  n: others + 2,
  count: 2 * ROOMS,
}));

const summed = (units: Units) => ({
  reads: units.reads.connections + units.reads.messages,
  writes: units.writes.connections + units.writes.messages,
  invocations: invocationsOf(units),
  posts: units.posts,
  meteredMessages: meteredMessages(units),
});

test('units, invocations and posts of a run are predicted within 2%', async () => {
  const rooms: string[] = [];
  while (rooms.length < ROOMS) rooms.push(await talkedIn(server));
  const runs = {
    authorizer: CONNECTIONS,
    connect: CONNECTIONS,
    'join-rooms': CONNECTIONS,
    typing: TALKS,
    'send-message': TALKS,
    'mark-read': TALKS,
    sync: TALKS,
    disconnect: CONNECTIONS,
  };
  const counted = summed(await server.count(runs, () => Promise.all(rooms.map(afternoon))));
  // The embedded store does not report the writes of an index, of which a read mark makes one.
  counted.writes += TALKS;
  const predicted = summed(
    countedOf(
      [
        { operation: 'connect', n: 0, count: CONNECTIONS },
        { operation: 'joinRooms', n: 1, count: CONNECTIONS },
        { operation: 'typing', n: MEMBERS, count: TALKS },
        { operation: 'sendMessage', n: MEMBERS, count: TALKS },
        { operation: 'markRead', n: MEMBERS, count: TALKS },
        { operation: 'sync', n: 1, count: TALKS },
        { operation: 'disconnect', n: 1, count: CONNECTIONS },
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
