import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { PostBudget } from '../core/fan-out/ports.ts';
import { keys } from './keys.ts';

const budgetItem = z.object({ freeAt: z.number() });

export interface PostBudgetOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly postsPerSecond: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * A token bucket kept as one number: the time by which all that was taken so far has been paid for. Whoever takes is
 * served in turn, however many functions take at once.
 */
export function postBudget({ documents, table, postsPerSecond, now }: PostBudgetOptions): PostBudget {
  let busy = false;

  async function update(UpdateExpression: string, condition: string, values: Record<string, number>) {
    try {
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: keys.postBudget,
          UpdateExpression,
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      );
      return budgetItem.parse(Attributes).freeAt;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  return {
    async take(posts) {
      const cost = (posts * 1_000) / postsPerSecond;
      for (;;) {
        const values = { ':now': now(), ':cost': cost };
        // The bucket is mostly as it was the last time: the likelier case first, and one write.
        const freeAt = busy
          ? await update('SET freeAt = freeAt + :cost', 'freeAt >= :now', values)
          : await update('SET freeAt = :free', 'attribute_not_exists(freeAt) OR freeAt < :now', {
              ':now': values[':now'],
              ':free': values[':now'] + cost,
            });
        if (freeAt !== undefined) return freeAt - cost;
        busy = !busy;
      }
    },
  };
}
