/** docs/fan-out.md: how messages reach a room of any size, how late, at what price, and what is not possible. */

import { ACCOUNT, PRICES, REGION, TIMES, UNITS } from '../defaults.ts';
import { count, seconds, usd } from '../format.ts';
import { DEPLOYMENT } from '../model/deployment.ts';
import { DESIGN, mostPerFrame } from '../model/design.ts';
import { pricesOf } from '../model/price-table.ts';
import type { Simulated } from '../simulate/room.ts';
import { simulateSizes, sizesUpTo } from '../simulate/sizes.ts';
import { list, paragraphs, table, wordsTable } from './markdown.ts';

const LARGEST = 1_000_000;
const RATE = 2;
const BUSY_RATE = 50;
const TEXT_BYTES = 200;
const SEED = 1;
/** What an invocation of 15 minutes has for one frame. */
const PUMP_SECONDS = 880;

const roomPosts = DEPLOYMENT.roomPostsPerSecond;

function simulated(
  rate: number,
  sizes: readonly number[],
  ways: readonly Simulated['way'][],
  timesQuota = 1,
): Promise<readonly Simulated[]> {
  const deployment = { ...DEPLOYMENT, roomPostsPerSecond: roomPosts * timesQuota };
  return simulateSizes(
    { sizes, ways, rate, textBytes: TEXT_BYTES, seed: SEED },
    {
      ...ACCOUNT,
      requestsPerSecond: ACCOUNT.requestsPerSecond * timesQuota,
      burst: ACCOUNT.burst * timesQuota,
    },
    { units: UNITS, times: TIMES, deployment },
    pricesOf(PRICES, REGION),
  );
}

const of = (all: readonly Simulated[], way: Simulated['way']) => all.filter(room => room.way === way);

const time = ({ deliveryMs: { p50, p90, p99 }, sustained, way }: Simulated): string[] =>
  way === 'ours' && !sustained ? ['–', '–', '–'] : [p50, p90, p99].map(seconds);

const oursTable = (all: readonly Simulated[]): string =>
  table(
    [
      'members',
      'p50',
      'p90',
      'p99',
      'frames a message',
      'posts',
      'Lambdas',
      'USD a million delivered',
      'most messages a second',
    ],
    of(all, 'ours').map(room => [
      count(room.members),
      ...time(room),
      count(room.framesPerMessage),
      count(room.posts),
      count(room.lambdas.invocations),
      usd(room.usdPerMillionDelivered),
      `${count(room.mostPerSecond)}${room.sustained ? '' : ': piles up'}`,
    ]),
  );

const naiveTable = (all: readonly Simulated[]): string =>
  table(
    ['members', 'p50', 'p90', 'p99', 'never delivered', 'posts', 'Lambdas', 'USD a million delivered'],
    of(all, 'naive').map(room => [
      count(room.members),
      ...time(room),
      `${(room.lostShare * 100).toFixed(1)}%`,
      count(room.posts),
      count(room.lambdas.invocations),
      usd(room.usdPerMillionDelivered),
    ]),
  );

const ways = (): string =>
  paragraphs(
    '# Fan-out',
    '<!-- Made by `npm run docs -- scaling`; a test fails when it is stale. -->',
    'How a message that is stored reaches everyone in its room. API Gateway has no broadcast: each receiver is a request of its own, is paid for, and counts in the quota of the account. So a room is pushed to in one of two ways.',
    list([
      `**Directly**, up to ${DESIGN.directLimit} connections (\`DIRECT_LIMIT\`): the function that stored the message posts it, ${DESIGN.postsAtOnce} at a time, and then replies to the sender. A connection that takes no post within a second is handed to the fan-out function before the reply.`,
      `**By the pump**, above that: one invocation of \`fanout\` at a time holds the room’s lease. While one frame is on its way the next fills with what is sent meanwhile, up to 32 KB, which is one metered message: ${mostPerFrame(TEXT_BYTES)} texts of ${TEXT_BYTES} bytes. A connection is sent at most ${DESIGN.framesPerSecond} frames a second (\`ROOM_FRAMES_PER_SECOND\`), a room takes at most ${count(roomPosts)} posts a second to those who look, and as many to the others (\`ROOM_POSTS_PER_SECOND\`), all pumped rooms together at most half of the account’s default quota (\`PUMP_POSTS_PER_SECOND\`); retries count. So answers, small rooms and direct messages always have the other half. Rooms over ${count(DESIGN.connectionsPerWorker)} connections (\`SEGMENT_CONNECTIONS\`) are cut by connection id among workers, at most ${DESIGN.workersAtOnce} at once.`,
      `**Late, where nobody looks**: a connection that said that it has such a room out of view is pushed what breaks a silence at once, and then one frame in ${DESIGN.awaySeconds} seconds with all that came (\`AWAY_SECONDS\`). A pump of its own does that, with a lease and a pace of its own, behind the first: an entry is its to push once those who look have been pushed it, so that those who look away in between are given it by one of the two. A connection that comes into view says how far it has got, and is answered with the rest.`,
    ]),
    'Nothing is lost on the way, since nothing is in the pump alone: it reads the log, and its cursor moves when a frame has been posted. A pump that begins goes back ten messages: of senders at one instant the first to call it need not have appended first.',
    wordsTable(
      ['what fails', 'what happens'],
      [
        [
          'the sender’s function, between append and fan-out',
          'the sender hears nothing and sends again; the repeat is found in the log, and pushed',
        ],
        [
          'the pump',
          'the next message finds the lease expired (`PUMP_LEASE_SECONDS`) and takes over from the cursor; where nobody speaks, Lambda’s retry does',
        ],
        [
          'a worker',
          'the pump has its part done again, twice; then Lambda does it apart from the room, and in the end it is a dead letter. Who had the frames already drops them by `seq`',
        ],
        ['a post: 410', 'that connection is deleted'],
        [
          'a post: 429, 5xx, network',
          'tried again after a random wait that doubles, within a second and within the budgets; then the connection is marked as lagging, left out, told `lagging` as soon as it takes posts again, and asks `sync` for what it missed',
        ],
        [
          'an event that nobody can handle',
          'two retries, then the dead-letter queue, whole; `fanout` takes the events back as they are ([operations](operations.md))',
        ],
      ],
    ),
  );

async function results(): Promise<string> {
  const calm = await simulated(RATE, sizesUpTo(LARGEST), ['ours', 'naive']);
  const busy = await simulated(BUSY_RATE, [1_000, 10_000], ['ours']);
  return paragraphs(
    '## How late, and at what price',
    `Simulated event by event at default quotas (${count(ACCOUNT.requestsPerSecond)} requests a second, ${count(ACCOUNT.concurrency)} Lambdas at once), ${RATE} messages of ${TEXT_BYTES} bytes a second, from the sender’s frame to the receiver’s, without the last mile: \`npm run simulate -- --members 1e6 --rate ${RATE} --quota ${ACCOUNT.requestsPerSecond}\`.`,
    oursTable(calm),
    'What the samples do, one post a message and connection through the SDK’s client, within 29 seconds:',
    naiveTable(calm),
    `A room costs less a message the busier it is; at ${BUSY_RATE} messages a second:`,
    oursTable(busy),
    `CPU times are measured (${TIMES.generated.by}, ${TIMES.generated.at}; \`npm run bench -- fanout --write\` measures them anew). What API Gateway, Lambda and DynamoDB themselves take is an assumption where \`costs/service-times.json\` says \`"measured": false\`: AWS publishes no figure.`,
    await impossible(calm),
  );
}

async function impossible(calm: readonly Simulated[]): Promise<string> {
  const ours = of(calm, 'ours');
  const largest = ours.at(-1);
  const hundred = ours.find(({ members }) => members === 100_000);
  const [raised] = await simulated(RATE, [LARGEST], ['ours'], 10);
  if (!largest || !hundred || !raised) throw new Error('a size is missing');
  const tickMs = (members: number) => (members / roomPosts) * 1_000;
  return paragraphs(
    '## What is not possible at default quotas',
    list([
      `**One message to a million connections in seconds.** ${count(ACCOUNT.requestsPerSecond)} requests a second is the account’s quota, with a burst of ${count(ACCOUNT.burst)}: whatever is built on API Gateway needs at least ${seconds(largest.floorMs)} for one frame to a million, and ${seconds(hundred.floorMs)} for 100,000. With the default budget of ${count(roomPosts)} posts a second, which leaves the rest of the account something, it is ${seconds(tickMs(LARGEST))} and ${seconds(tickMs(100_000))}.`,
      `**A conversation among a million.** Such a room takes ${count(largest.mostPerSecond)} messages a second; at ${RATE} they pile up for as long as it goes on. With ten times the quota and the budget raised along, it takes ${count(raised.mostPerSecond)}, at a p50 of ${raised.sustained ? seconds(raised.deliveryMs.p50) : 'no end'}.`,
      `**Low latency and low cost in a large room at once.** ${DESIGN.framesPerSecond} frames a second are a quarter of a second of waiting, and what makes a busy room cheap. \`ROOM_FRAMES_PER_SECOND\` moves the balance.`,
      `**Rooms over ${count(roomPosts * PUMP_SECONDS)} connections.** One frame to all of them would take longer than a function may run (15 minutes); raise \`ROOM_POSTS_PER_SECOND\` with the quota first.`,
      '**A broadcast for less than a cent per 10,000 receivers.** Each frame to each connection is a metered message at $1.00 a million; packing lowers the number of frames, and nothing else does.',
    ]),
  );
}

export const fanOutDocument = async (): Promise<string> => `${paragraphs(ways(), await results())}\n`;
