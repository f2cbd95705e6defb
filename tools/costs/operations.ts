/** Each operation, run at one of its sizes on a server whose books are kept. */
import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { OperationName, Units } from '../../costs/model/unit-table.ts';
import { NO_UNITS, plus, times } from '../../costs/model/units.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { PRESENCE } from '../../shared/core/presence/tuning.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { Socket } from '../../test/support/socket.ts';
import { type CountedServer, countedServer, type Runs } from './counted-server.ts';
import { absentIn, close, crowdIn, socketsIn, talkedIn } from './rooms.ts';
import type { Servers } from './servers.ts';

type Count = (servers: Servers, n: number) => Promise<Units>;

const message = ({ messageBytes }: CountedServer, room: string) => ({
  room,
  text: 'x'.repeat(messageBytes),
  messageId: randomUUID(),
  attempt: 1,
});

async function roomsOf(server: CountedServer, n: number): Promise<{ room: string }[]> {
  const rooms: { room: string }[] = [];
  while (rooms.length < n) rooms.push({ room: await talkedIn(server) });
  return rooms;
}

/** One of n connections in a room does something. */
async function oneOf(
  server: CountedServer,
  n: number,
  runs: Runs,
  work: (own: Socket, room: string) => Promise<unknown>,
): Promise<Units> {
  const room = await talkedIn(server);
  const sockets = await socketsIn(server, room, n);
  const [own] = sockets;
  if (!own) throw new Error('there is nobody in the room');
  const units = await server.count(runs, () => work(own, room));
  await close(sockets);
  return units;
}

/** The last of n connections comes. */
async function joinOf(server: CountedServer, n: number): Promise<Units> {
  const room = await talkedIn(server);
  const isLarge = n > DEFAULT_SETTINGS.presenceLimit;
  const sockets = isLarge ? [] : await socketsIn(server, room, n - 1);
  if (isLarge) await crowdIn(server, room, n - 1);
  const late = await server.connect('admin');
  const units = await server.count({ 'join-room': 1 }, () => late.ask('joinRoom', { room }));
  await close([...sockets, late]);
  return units;
}

/** A message to a room of n connections that is pumped. @param viewUntil of all but the sender, as their subscriptions have it */
async function sendInto({ large }: Servers, n: number, runs: Runs, viewUntil?: number): Promise<Units> {
  const room = await talkedIn(large);
  await absentIn(large, room, n - 1, viewUntil);
  const own = await large.connect('alice');
  await own.ask('joinRoom', { room });
  const send = () => own.ask('sendMessage', message(large, room));
  // The first one finds out how large the room is; for the next ones the container knows.
  await large.count({ ...runs, 'send-message': 1, fanout: 1 }, send);
  const units = await large.count(runs, send);
  await large.count({ disconnect: 1 }, () => own.close());
  return units;
}

/** A read mark lies in the index of memberships too, whose writes the embedded store does not report. */
const INDEX_WRITE: Units = { ...NO_UNITS, writes: { connections: 0, messages: 1 } };

/** Of the next join, which finds no departure: the embedded store does not report a query without a result. */
const READ_OF_NOTHING = 0.5;

const invoke = ({ httpUrl: endpoint }: CountedServer, FunctionName: string): Promise<unknown> =>
  new LambdaClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS }).send(
    new InvokeCommand({ FunctionName }),
  );

export const COUNTS: Readonly<Record<OperationName | 'joinRoom', Count>> = {
  connect: ({ plain }) => plain.count({ authorizer: 1, connect: 1 }, () => plain.connect('alice')),

  async disconnect({ plain }, n) {
    const own = await plain.connect('alice');
    for (const { room } of await roomsOf(plain, n)) await own.ask('joinRoom', { room });
    return plain.count({ disconnect: 1 }, () => own.close());
  },

  /** What it reads of rooms and posts is in `presenceEvent`. */
  async departure({ told }) {
    const [own, other] = await socketsIn(told, await talkedIn(told), 2);
    if (!own || !other) throw new Error('there is nobody in the room');
    const noted = await told.count({ disconnect: 1 }, () => own.close());
    const lookedAt = await told.count({ departures: 1 }, async () => told.ahead(60));
    await close([other]);
    return {
      ...NO_UNITS,
      invocations: { departures: 1 / PRESENCE.departuresAtOnce },
      reads: { connections: 0, messages: lookedAt.reads.messages + READ_OF_NOTHING },
      writes: { connections: 0, messages: noted.writes.messages },
    };
  },

  joinRoom: ({ plain }, n) => joinOf(plain, n),

  async joinRooms({ plain }, n) {
    const own = await plain.connect('alice');
    const rooms = await roomsOf(plain, n);
    return plain.count({ 'join-rooms': 1 }, () => own.ask('joinRooms', { rooms }));
  },

  sendMessage: ({ plain }, n) =>
    oneOf(plain, n, { 'send-message': 1 }, (own, room) => own.ask('sendMessage', message(plain, room))),

  sendToLargeRoom: (servers, n) => sendInto(servers, n, { 'send-message': 1 }),

  // The frame and its reply are the send's.
  pumpTick: async (servers, n) => ({
    ...(await sendInto(servers, n, { fanout: 1, 'fanout-worker': 0 })),
    framesIn: 0,
    replies: 0,
  }),

  /** The first message went out to those who are away at once: the second waits until it may. */
  async awayTick(servers, n) {
    const both = await sendInto(servers, n, { fanout: 1, 'fanout-away': 1 }, 0);
    const more = plus(both, times(await COUNTS.pumpTick(servers, n), -1));
    return { ...more, invocations: { 'fanout-away': 1 }, framesIn: 0, replies: 0, posts: n };
  },

  async sync({ plain }, n) {
    const own = await plain.connect('alice');
    const rooms: { room: string; after: number; epoch: string }[] = [];
    for (const { room } of await roomsOf(plain, n)) {
      const { head, epoch } = await own.ask('history', { room, limit: 1 });
      rooms.push({ room, after: head, epoch });
    }
    return plain.count({ sync: 1 }, () => own.ask('sync', { rooms }));
  },

  async ping({ plain }) {
    const own = await plain.connect('alice');
    return plain.count({}, async () => {
      own.send({ action: 'ping' });
      await own.next(({ type }) => type === 'pong', 'the pong');
    });
  },

  typing: ({ told }, n) =>
    oneOf(told, n, { typing: 1 }, async (own, room) => own.send({ action: 'typing', room, typing: true })),

  async markRead({ told }, n) {
    const marked = async (own: Socket, room: string) => own.send({ action: 'markRead', room, seq: 1 });
    return plus(await oneOf(told, n, { 'mark-read': 1 }, marked), INDEX_WRITE);
  },

  async view({ told }, n) {
    const before = await talkedIn(told);
    const room = await talkedIn(told);
    const sockets = await socketsIn(told, room, n);
    const [own] = sockets;
    if (!own) throw new Error('there is nobody in the room');
    await own.ask('joinRoom', { room: before, view: true });
    const looked = () => own.ask('view', { rooms: [{ room }], hidden: [before] });
    const units = await told.count({ view: 1 }, looked);
    await close(sockets);
    return units;
  },

  async presenceEvent({ plain, told }, n) {
    const more = plus(await joinOf(told, n), times(await joinOf(plain, n), -1));
    return { ...more, invocations: {} };
  },

  async sweep({ plain: { messageBytes } }, n) {
    // All that there is to sweep.
    const server = await countedServer({ messageBytes, deaf: true });
    try {
      const room = await talkedIn(server);
      await absentIn(server, room, n);
      return await server.count({ sweeper: 1 }, () => invoke(server, 'sweeper'));
    } finally {
      await server.close();
    }
  },
};
