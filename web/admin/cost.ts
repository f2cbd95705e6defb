/** What counted activity would cost on AWS, at list prices of the first tier and without free allowances. */
import '../no-eval.ts';
import { DEPLOYMENT } from '../../costs/model/deployment.ts';
import { usdOf } from '../../costs/model/operation-cost.ts';
import { pricesOf, priceTable } from '../../costs/model/price-table.ts';
import { firstTier } from '../../costs/model/tiers.ts';
import table from '../../costs/prices.json' with { type: 'json' };
import type { Activity } from './activity.ts';

export const REGION = 'us-east-1';
const PRICES = pricesOf(priceTable.parse(table), REGION);

export function costOf(activity: Activity): number {
  const { meteredIn, meteredOut, invocations, functionSeconds, reads, writes, connectionSeconds } = activity;
  const used = usdOf(
    {
      units: {
        invocations: { all: invocations },
        reads: { connections: 0, messages: reads },
        writes: { connections: 0, messages: writes },
        framesIn: meteredIn,
        replies: 0,
        posts: meteredOut,
      },
      // As long as they ran here, with the memory that they have there.
      gbSeconds: functionSeconds * (DEPLOYMENT.memory.default / 1_024),
    },
    PRICES,
  );
  return used + (connectionSeconds / 60) * firstTier(PRICES.prices['apiGateway.connectionMinute']);
}
