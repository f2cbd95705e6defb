/** What a run costs on AWS, line by line: the quantities are the run's, times and prices those of the cost model. */
import { PRICES, REGION, TIMES } from '../../costs/defaults.ts';
import { DEPLOYMENT } from '../../costs/model/deployment.ts';
import { type PriceName, pricesOf } from '../../costs/model/price-table.ts';
import { memoryOf, runTimes } from '../../costs/model/run-time.ts';
import { firstTier } from '../../costs/model/tiers.ts';
import type { Units } from '../../costs/model/unit-table.ts';
import { invocationsOf, times } from '../../costs/model/units.ts';
import type { Cost } from '../result/result.ts';

export interface Consumption {
  /** Counted by the server, or projected from what the run is going to do. */
  readonly basis: Cost['basis'];
  readonly units: Units;
  readonly meteredMessages: number;
  readonly connectionMinutes: number;
  readonly bytesOut: number;
}

const GB = 2 ** 30;

/** Without tiers and free allowances, which are the account's and not the run's. */
export function billOf(
  { basis, units, meteredMessages, connectionMinutes, bytesOut }: Consumption,
  { sent, delivered }: { sent: number; delivered: number },
  wanted: string = REGION,
): Cost {
  // If a region's prices are unknown, the default region's are close enough; the bill names the region they are from.
  const region = wanted in PRICES.regions ? wanted : REGION;
  const { prices } = pricesOf(PRICES, region);
  const line = (what: string, quantity: number, name: PriceName) => ({
    what,
    quantity,
    usd: quantity * firstTier(prices[name]),
  });
  const lines = [
    line('API Gateway messages', meteredMessages, 'apiGateway.message'),
    line('API Gateway connection minutes', connectionMinutes, 'apiGateway.connectionMinute'),
    line('Lambda requests', invocationsOf(units), 'lambda.request'),
    line('Lambda GB-seconds', gbSecondsOf(units), 'lambda.gbSecond'),
    line('DynamoDB write units', units.writes.connections + units.writes.messages, 'dynamodb.write'),
    line('DynamoDB read units', units.reads.connections + units.reads.messages, 'dynamodb.read'),
    line('Transfer, GB out', bytesOut / GB, 'transfer.outGb'),
  ];
  const usd = lines.reduce((sum, each) => sum + each.usd, 0);
  return {
    basis,
    region,
    usd,
    usdPerThousandSent: sent > 0 ? (usd / sent) * 1e3 : 0,
    usdPerMillionDelivered: delivered > 0 ? (usd / delivered) * 1e6 : 0,
    lines,
  };
}

/** A function whose time nobody took counts as the slowest of the plain ones. */
const UNTIMED = 'join-rooms';

/** Local run times say nothing about Lambda's: the model's do, for as many runs and posts as there were. */
function gbSecondsOf(units: Units): number {
  const invocations: Record<string, number> = {};
  for (const [name, runs] of Object.entries(units.invocations)) {
    const timed = name in TIMES.functions ? name : UNTIMED;
    invocations[timed] = (invocations[timed] ?? 0) + runs;
  }
  const { memory } = DEPLOYMENT;
  const posters = Object.entries(invocations).reduce(
    (sum, [name, runs]) => sum + (TIMES.functions[name]?.posts === 'posts' ? runs : 0),
    0,
  );
  // Of one run that posts, with its share of all others: the model times one operation, not thousands at once.
  const scale = Math.max(1, posters);
  const one = times({ ...units, invocations }, 1 / scale);
  return Object.entries(runTimes(one, { times: TIMES, ...DEPLOYMENT })).reduce(
    (sum, [name, { ms, runs }]) => sum + ((runs * scale * ms) / 1_000) * (memoryOf(memory, name) / 1_024),
    0,
  );
}
