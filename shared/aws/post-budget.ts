import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { PostBudget } from '../core/fan-out/ports.ts';
import { tookEffect } from './conditional.ts';
import { keys } from './keys.ts';

const budgetItem = z.object({ freeAt: z.number() });

export interface PostBudgetOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly postsPerSecond: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The longest that takers are made to wait. A time further ahead was kept by a clock that is wrong, and counts as now. */
const LONGEST_AHEAD_MS = 65_000;
/** Clocks of two containers differ by less: if the last taker's is further ahead than this, it or ours is wrong. */
const SKEW_MS = 5_000;

/**
 * A token bucket kept as the time by which everything taken so far has been paid for, and when it was taken last. Takers
 * are served in turn, however many functions take at once.
 */
export function postBudget({ documents, table, postsPerSecond, now }: PostBudgetOptions): PostBudget {
  let busy = false;

  async function update(
    UpdateExpression: string,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, number>,
  ): Promise<number> {
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName: table,
        Key: keys.postBudget,
        UpdateExpression,
        ConditionExpression,
        ExpressionAttributeValues,
        ReturnValues: 'ALL_NEW',
      }),
    );
    return budgetItem.parse(Attributes).freeAt;
  }

  return {
    async take(posts) {
      const cost = (posts * 1_000) / postsPerSecond;
      for (;;) {
        const at = now();
        let freeAt = at;
        const limits = { ':now': at, ':wrong': at + LONGEST_AHEAD_MS, ':ahead': at + SKEW_MS };
        // The bucket is mostly as it was the last time: the likelier case first, and one write.
        const taken = busy
          ? update(
              'SET freeAt = freeAt + :cost, takenAt = :now',
              'freeAt BETWEEN :now AND :wrong AND takenAt <= :ahead',
              { ...limits, ':cost': cost },
            )
          : update(
              'SET freeAt = :free, takenAt = :now',
              'attribute_not_exists(takenAt) OR freeAt < :now OR freeAt > :wrong OR takenAt > :ahead',
              { ...limits, ':free': at + cost },
            );
        const kept = taken.then(after => {
          freeAt = after - cost;
        });
        if (await tookEffect(kept)) return freeAt;
        busy = !busy;
      }
    },
  };
}
