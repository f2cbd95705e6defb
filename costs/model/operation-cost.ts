/** What each operation adds to the bill at the first tier's prices: which feature costs what. */
import { countedOf, type Inputs } from './meters.ts';
import type { PriceName, Prices } from './price-table.ts';
import { firstTier } from './tiers.ts';
import type { Operations } from './traffic.ts';
import { invocationsOf, meteredMessages, queueRequestsOf } from './units.ts';

export interface OperationCost extends Operations {
  readonly messages: number;
  readonly usd: number;
}

export const operationCosts = (
  operations: readonly Operations[],
  inputs: Inputs,
  prices: Prices,
): OperationCost[] =>
  operations.map(one => {
    const { units, gbSeconds } = countedOf([one], inputs);
    return { ...one, messages: meteredMessages(units), usd: usdOf({ units, gbSeconds }, prices) };
  });

/** Counted units in USD, without tiers and free allowances: for a load run, or a room of the simulator. */
export function usdOf({ units, gbSeconds }: ReturnType<typeof countedOf>, { prices }: Prices): number {
  const at = (quantity: number, name: PriceName) => quantity * firstTier(prices[name]);
  const { reads, writes } = units;
  return (
    at(meteredMessages(units), 'apiGateway.message') +
    at(invocationsOf(units), 'lambda.request') +
    at(gbSeconds, 'lambda.gbSecond') +
    at(queueRequestsOf(units), 'sqs.request') +
    at(reads.connections + reads.messages, 'dynamodb.read') +
    at(writes.connections + writes.messages, 'dynamodb.write')
  );
}
