import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Rate, SharedRates } from '../core/rates.ts';
import { tookEffect } from './conditional.ts';
import { keys } from './keys.ts';

const rateItem = z.object({ paidAt: z.number() });

/** How much longer a count is kept than it counts. */
const KEPT_SECONDS = 600;
/** How far ahead of ours a clock may have been that wrote a time; anything beyond is a wrong clock's, and counts as now. */
const CLOCKS_DIFFER_MS = 5_000;

export interface SharedRatesOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A token bucket kept as one number, as the budget of posts is, in one item per user and kind: one write a count. */
export function sharedRates({ documents, table, now }: SharedRatesOptions): SharedRates {
  const windowOf = ({ perSecond, burst }: Rate) => ({
    cost: 1_000 / perSecond,
    /** How far ahead the time may lie that everything is paid for by. */
    ahead: ((burst - 1) * 1_000) / perSecond,
  });

  async function update(
    { userId, kind, rate }: { userId: string; kind: string; rate: Rate },
    SET: string,
    condition: string,
    values: object,
  ) {
    return tookEffect(
      documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keys.rate(userId, kind),
          UpdateExpression: `SET ${SET}, expiresAt = :expiry`,
          ConditionExpression: condition,
          ExpressionAttributeValues: {
            ...values,
            ':expiry': Math.ceil(now() / 1_000 + rate.burst / rate.perSecond) + KEPT_SECONDS,
          },
        }),
      ),
    );
  }

  return {
    async take(userId, kind, rate) {
      const { cost, ahead } = windowOf(rate);
      const at = now();
      const latest = at + ahead;
      return (
        (await update(
          { userId, kind, rate },
          'paidAt = :paid',
          'attribute_not_exists(paidAt) OR paidAt < :now OR paidAt > :wrong',
          { ':paid': at + cost, ':now': at, ':wrong': latest + cost + CLOCKS_DIFFER_MS },
        )) ||
        update({ userId, kind, rate }, 'paidAt = paidAt + :cost', 'paidAt BETWEEN :now AND :latest', {
          ':cost': cost,
          ':now': at,
          ':latest': latest,
        })
      );
    },

    async wait(userId, kind, rate) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: keys.rate(userId, kind), ConsistentRead: true }),
      );
      if (!Item) return 0;
      const { cost, ahead } = windowOf(rate);
      const wait = rateItem.parse(Item).paidAt - now() - ahead;
      return wait > cost + CLOCKS_DIFFER_MS ? 0 : wait;
    },
  };
}
