import { count, seconds, usd } from '../format.ts';
import type { Simulated } from '../simulate/room.ts';
import { table } from '../table.ts';

export const simulationTables = (all: readonly Simulated[]): string =>
  [
    `Ours, at ${count(all[0]?.rate ?? 0)} messages a second:\n${ours(all)}`,
    `One post a message and connection, through the SDK’s client:\n${naive(all)}`,
    'Times are from the sender’s frame to the receiver’s, without the last mile.',
  ].join('\n\n');

const ours = (all: readonly Simulated[]): string =>
  table(
    [
      'members',
      'p50',
      'p90',
      'p99',
      'max',
      'quota’s floor',
      'posts',
      'frames a message',
      'Lambdas',
      'at once',
      'USD a million delivered',
      '',
    ],
    all
      .filter(({ way }) => way === 'ours')
      .map(room => [
        count(room.members),
        ...percentiles(room),
        seconds(room.floorMs),
        count(room.posts),
        count(room.framesPerMessage),
        count(room.lambdas.invocations),
        count(room.lambdas.mostAtOnce),
        usd(room.usdPerMillionDelivered),
        room.sustained ? '' : `piles up: takes ${count(room.mostPerSecond)} a second`,
      ]),
  );

const naive = (all: readonly Simulated[]): string =>
  table(
    ['members', 'p50', 'p90', 'p99', 'max', 'lost', 'posts', 'Lambdas', 'at once', 'USD a million delivered'],
    all
      .filter(({ way }) => way === 'naive')
      .map(room => [
        count(room.members),
        ...percentiles(room),
        `${(room.lostShare * 100).toFixed(1)}%`,
        count(room.posts),
        count(room.lambdas.invocations),
        count(room.lambdas.mostAtOnce),
        usd(room.usdPerMillionDelivered),
      ]),
  );

/** While messages pile up there is no percentile to show: the longer it goes on, the later they arrive. */
const percentiles = ({ deliveryMs: { p50, p90, p99, max }, way, sustained }: Simulated): string[] =>
  way === 'ours' && !sustained ? ['–', '–', '–', '–'] : [p50, p90, p99, max].map(seconds);
