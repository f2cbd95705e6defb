/** One room under load, simulated event by event: how late messages arrive, and what they cost. */
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { chance } from '../chance.ts';
import { DESIGN } from '../model/design.ts';
import { countedOf, type Inputs } from '../model/meters.ts';
import { usdOf } from '../model/operation-cost.ts';
import { packing } from '../model/packing.ts';
import type { Prices } from '../model/price-table.ts';
import { createAudience } from './audience.ts';
import { createBucket } from './bucket.ts';
import { createClock } from './clock.ts';
import { createDeliveries, type Percentiles } from './deliveries.ts';
import { createLambdas } from './lambdas.ts';
import { naive } from './naive.ts';
import { ours } from './ours.ts';
import type { Sent, World } from './world.ts';

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
const MOST_STAND_INS = 250;
/** What was sent is waited for this many times longer than sending took. */
const PATIENCE = 20;

export async function simulateRoom(
  room: Room,
  account: Account,
  inputs: Inputs,
  prices: Prices,
): Promise<Simulated> {
  const { members, rate } = room;
  const path = room.way === 'naive' ? 'naive' : members <= DESIGN.directLimit ? 'direct' : 'pump';
  const left = Math.max(1, account.requestsPerSecond - account.elsewhere);
  const roomPostsPerSecond = Math.min(inputs.deployment.roomPostsPerSecond, left);
  const packed = packing({
    connections: members,
    messagesPerSecond: rate,
    textBytes: room.textBytes,
    roomPostsPerSecond,
  });
  const long = Math.max(SHORTEST_SECONDS, Math.min(LONGEST_SECONDS, FEWEST_MESSAGES / rate));
  const seconds = Math.min(
    path === 'pump' ? Math.max(long, TICKS * packed.everySeconds) : long,
    MOST_MESSAGES / rate,
  );
  const clock = createClock();
  const random = chance(room.seed);
  const { times, deployment } = inputs;
  const { concurrency, burst } = account;
  const deliveries = createDeliveries();
  const each = connectionsEach(members);
  const world: World = {
    text: 'x'.repeat(room.textBytes),
    clock,
    chance: random,
    times,
    lambdas: createLambdas({ clock, chance: random }, { times, memory: deployment.memory, concurrency }),
    account: createBucket({ perSecond: left, burst }),
    audience: createAudience(
      { members, each },
      { deliveries, chance: random, warmAt: seconds * 1_000 * WARM_UP },
    ),
    each,
    settings: settingsFor(roomPostsPerSecond, each),
    counted: { posts: 0 },
  };
  const sent = arrivals(world, { rate, seconds }, { ours, naive }[room.way](world));
  await clock.run(seconds * 1_000 * PATIENCE);

  const { lambdas, counted, audience } = world;
  const { delivered } = audience.counted;
  const expected = sent * (path === 'direct' ? members - 1 : members);
  const usd = usdOf(consumed(world, { path, n: members, sent }, inputs), prices);
  const mostPerSecond = path === 'pump' ? packed.mostPerSecond : left / Math.max(1, members);
  return {
    ...room,
    path,
    seconds,
    sent,
    delivered,
    lostShare: expected === 0 ? 0 : Math.max(0, 1 - delivered / expected),
    posts: counted.posts,
    framesPerMessage: audience.frames() / sent,
    deliveryMs: deliveries.percentiles(),
    floorMs: Math.max(0, ((members - burst) / account.requestsPerSecond) * 1_000),
    mostPerSecond,
    sustained: rate <= mostPerSecond,
    lambdas: {
      invocations: Object.values(lambdas.counted.invocations).reduce((sum, times) => sum + times, 0),
      mostAtOnce: lambdas.counted.mostAtOnce,
      gbSeconds: lambdas.counted.gbSeconds,
    },
    usdPerMessage: usd / sent,
    usdPerMillionDelivered: delivered === 0 ? Number.POSITIVE_INFINITY : (usd / delivered) * 1e6,
  };
}

/**
 * A room of up to 250 is simulated connection by connection. In a larger one a stand-in is posted to for several of
 * them, so that a room of a million takes no longer; a worker's part is still a whole number of stand-ins.
 */
function connectionsEach(members: number): number {
  const part = DEFAULT_SETTINGS.segmentConnections;
  let each = Math.max(1, Math.min(part, Math.ceil(members / MOST_STAND_INS)));
  while (part % each !== 0) each += 1;
  return each;
}

/** The rules count stand-ins; what bounds connections bounds so many fewer of them. */
const settingsFor = (roomPostsPerSecond: number, each: number): Settings => {
  const { roomPostsPerSecond: usual, pumpPostsPerSecond, segmentConnections } = DEFAULT_SETTINGS;
  return {
    ...DEFAULT_SETTINGS,
    segmentConnections: segmentConnections / each,
    roomPostsPerSecond: roomPostsPerSecond / each,
    // Raised and lowered along with what one room may take.
    pumpPostsPerSecond: (pumpPostsPerSecond * roomPostsPerSecond) / usual / each,
  };
};

/** Messages come at random; the first comes at once. */
function arrivals(
  { clock, chance: random }: World,
  { rate, seconds }: { rate: number; seconds: number },
  send: Sent,
): number {
  let sent = 0;
  for (let at = 0; at < seconds * 1_000; at += random.exponential(1_000 / rate)) {
    const time = at;
    void clock.sleep(time).then(() => send(time));
    sent += 1;
  }
  return sent;
}

/** Posts and GB-seconds as simulated; the rest from what was counted per operation. */
function consumed(
  { counted, audience, lambdas }: World,
  { path, n, sent }: { path: Simulated['path']; n: number; sent: number },
  inputs: Inputs,
): ReturnType<typeof countedOf> {
  const operations = {
    direct: [{ operation: 'sendMessage' as const, n, count: sent }],
    pump: [
      { operation: 'sendToLargeRoom' as const, n, count: sent },
      { operation: 'pumpTick' as const, n, count: audience.frames() },
    ],
    naive: [],
  }[path];
  const { units } = countedOf(operations, inputs);
  const { gbSeconds, invocations } = lambdas.counted;
  const simulated = { ...units, posts: counted.posts, invocations };
  if (path !== 'naive') return { units: simulated, gbSeconds };
  const connections = (sent * n * SUBSCRIPTION_BYTES) / READ_BYTES;
  return { units: { ...simulated, reads: { connections, messages: 0 }, framesIn: sent }, gbSeconds };
}

/** A sample reads the whole table of connections at every message. */
const SUBSCRIPTION_BYTES = 110;
const READ_BYTES = 4_096;
