/** One room under load, simulated event by event: how late messages arrive, and what they cost. */
import { DESIGN } from '../model/design.ts';
import { countedOf, type Inputs } from '../model/meters.ts';
import { usdOf } from '../model/operation-cost.ts';
import { packing } from '../model/packing.ts';
import type { Prices } from '../model/price-table.ts';
import { plus } from '../model/units.ts';
import { createBucket } from './bucket.ts';
import { chance } from './chance.ts';
import { createClock } from './clock.ts';
import { createDeliveries, type Percentiles } from './deliveries.ts';
import { direct } from './direct.ts';
import { createLambdas } from './lambdas.ts';
import { naive } from './naive.ts';
import { pump } from './pump.ts';
import type { World } from './world.ts';

export interface Room {
  readonly members: number;
  /** Messages a second into the room. */
  readonly rate: number;
  readonly textBytes: number;
  readonly way: 'ours' | 'naive';
  readonly seed: number;
}

export interface Account {
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly concurrency: number;
  /** Requests a second that everything else takes. */
  readonly elsewhere: number;
}

export interface Simulated extends Room {
  readonly path: 'direct' | 'pump' | 'naive';
  readonly seconds: number;
  readonly sent: number;
  readonly delivered: number;
  /** Of all deliveries, those that never came. */
  readonly lostShare: number;
  readonly posts: number;
  /** Frames to a connection, a message: 1 is one post each. */
  readonly framesPerMessage: number;
  readonly deliveryMs: Percentiles;
  /** What the quota alone demands for one frame to everyone. */
  readonly floorMs: number;
  /** Messages a second that this room can take for ever; more pile up. */
  readonly mostPerSecond: number;
  readonly sustained: boolean;
  readonly lambdas: { invocations: number; mostAtOnce: number; gbSeconds: number };
  readonly usdPerMessage: number;
  readonly usdPerMillionDelivered: number;
}

const SHORTEST_SECONDS = 30;
const FEWEST_MESSAGES = 300;
const LONGEST_SECONDS = 150;
const MOST_MESSAGES = 20_000;
const TICKS = 5;
const WARM_UP = 0.1;
/** What was sent is waited for this many times longer than sending took. */
const PATIENCE = 20;

export function simulateRoom(room: Room, account: Account, inputs: Inputs, prices: Prices): Simulated {
  const path = room.way === 'naive' ? 'naive' : room.members <= DESIGN.directLimit ? 'direct' : 'pump';
  const left = Math.max(1, account.requestsPerSecond - account.elsewhere);
  const roomPostsPerSecond = Math.min(inputs.deployment.roomPostsPerSecond, left);
  const packed = packing({
    connections: room.members,
    messagesPerSecond: room.rate,
    textBytes: room.textBytes,
    roomPostsPerSecond,
  });
  const long = Math.max(SHORTEST_SECONDS, Math.min(LONGEST_SECONDS, FEWEST_MESSAGES / room.rate));
  const seconds = Math.min(
    path === 'pump' ? Math.max(long, TICKS * packed.everySeconds) : long,
    MOST_MESSAGES / room.rate,
  );
  const world = worldOf(room, { ...account, left, roomPostsPerSecond, seconds }, inputs);
  const send = { direct, pump, naive }[path](world);
  const sent = arrivals(world, { rate: room.rate, seconds }, send);
  world.clock.run(seconds * 1_000 * PATIENCE);

  const { counted, lambdas, deliveries } = world;
  const { delivered } = counted;
  const expected = sent * (room.way === 'naive' ? room.members : room.members - (path === 'direct' ? 1 : 0));
  const usd = usdOf(consumed(world, path, sent, inputs), prices);
  const mostPerSecond = path === 'pump' ? packed.mostPerSecond : left / Math.max(1, room.members);
  return {
    ...room,
    path,
    seconds,
    sent,
    delivered,
    lostShare: expected === 0 ? 0 : Math.max(0, 1 - delivered / expected),
    posts: counted.posts,
    framesPerMessage: counted.frames / sent,
    deliveryMs: deliveries.percentiles(),
    floorMs: Math.max(0, ((room.members - account.burst) / account.requestsPerSecond) * 1_000),
    mostPerSecond,
    sustained: room.rate <= mostPerSecond,
    lambdas: {
      invocations: Object.values(lambdas.counted.invocations).reduce((sum, times) => sum + times, 0),
      mostAtOnce: lambdas.counted.mostAtOnce,
      gbSeconds: lambdas.counted.gbSeconds,
    },
    usdPerMessage: usd / sent,
    usdPerMillionDelivered: delivered === 0 ? Number.POSITIVE_INFINITY : (usd / delivered) * 1e6,
  };
}

function worldOf(
  room: Room,
  {
    left,
    burst,
    concurrency,
    roomPostsPerSecond,
    seconds,
  }: Account & {
    left: number;
    roomPostsPerSecond: number;
    seconds: number;
  },
  inputs: Inputs,
): World {
  const clock = createClock();
  const random = chance(room.seed);
  const { times, deployment } = inputs;
  return {
    members: room.members,
    textBytes: room.textBytes,
    clock,
    chance: random,
    times,
    memory: deployment.memory,
    lambdas: createLambdas({ clock, chance: random }, { times, memory: deployment.memory, concurrency }),
    account: createBucket({ perSecond: left, burst }),
    largeRooms: createBucket({
      perSecond: roomPostsPerSecond,
      // What one worker posts at once.
      burst: DESIGN.connectionsPerWorker,
    }),
    roomPostsPerSecond,
    deliveries: createDeliveries(),
    warmAt: seconds * 1_000 * WARM_UP,
    counted: { posts: 0, frames: 0, delivered: 0 },
  };
}

/** Messages come at random; the first comes at once. */
function arrivals(
  { clock, chance: random }: World,
  { rate, seconds }: { rate: number; seconds: number },
  send: (sentAt: number) => void,
): number {
  let sent = 0;
  for (let at = 0; at < seconds * 1_000; at += random.exponential(1_000 / rate)) {
    const time = at;
    clock.at(time, () => send(time));
    sent += 1;
  }
  return sent;
}

/** Posts and GB-seconds as simulated; the rest from what was counted per operation. */
function consumed(
  { members: n, counted, lambdas }: World,
  path: Simulated['path'],
  sent: number,
  inputs: Inputs,
) {
  const operations = {
    direct: [{ operation: 'sendMessage' as const, n, count: sent }],
    pump: [
      { operation: 'sendToLargeRoom' as const, n, count: sent },
      { operation: 'pumpTick' as const, n, count: counted.frames },
    ],
    naive: [],
  }[path];
  const { units } = countedOf(operations, inputs);
  const { gbSeconds, invocations } = lambdas.counted;
  const naiveReads = path === 'naive' ? (sent * n * SUBSCRIPTION_BYTES) / READ_BYTES : 0;
  return {
    units: plus(
      { ...units, posts: counted.posts, invocations },
      {
        invocations: {},
        reads: { connections: naiveReads, messages: 0 },
        writes: { connections: 0, messages: 0 },
        framesIn: path === 'naive' ? sent : 0,
        replies: 0,
        posts: 0,
      },
    ),
    gbSeconds,
  };
}

/** A sample reads the whole table of connections at every message. */
const SUBSCRIPTION_BYTES = 110;
const READ_BYTES = 4_096;
