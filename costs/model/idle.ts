/** A connection that is always on, in one room, and says nothing: what it costs before its first message. */
import type { Inputs } from './meters.ts';
import { countedOf, logGbOf } from './meters.ts';
import { usdOf } from './operation-cost.ts';
import type { Prices } from './price-table.ts';
import { firstTier } from './tiers.ts';
import { connectionsIn, heartbeatsIn, MINUTES } from './traffic.ts';

/** USD a month at the first tier's prices: its minutes, its heartbeats, and being made anew as often as it has to be. */
export function idleConnection(inputs: Inputs, prices: Prices): number {
  const connections = connectionsIn(MINUTES);
  const counted = countedOf(
    [
      { operation: 'connect', n: 0, count: connections },
      { operation: 'joinRooms', n: 1, count: connections },
      { operation: 'disconnect', n: 1, count: connections },
      { operation: 'departure', n: 0, count: connections },
      { operation: 'sync', n: 1, count: heartbeatsIn(MINUTES) },
    ],
    inputs,
  );
  const logGb = logGbOf(counted.units, inputs.deployment);
  return (
    MINUTES * firstTier(prices.prices['apiGateway.connectionMinute']) +
    logGb * firstTier(prices.prices['cloudWatch.logGb']) +
    usdOf(counted, prices)
  );
}
