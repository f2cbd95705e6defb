import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Counted, Counts, QuotaStore } from '../core/quotas.ts';
import { tookEffect } from './conditional.ts';
import { keys } from './keys.ts';

const quotaItem = z.object({ rooms: z.optional(z.number()), invitations: z.optional(z.number()) });
const NAMES = z.keyof(quotaItem).options;

/** Counts of a day outlive it by as much as clocks may differ, and then some. */
const KEPT_SECONDS = 2 * 86_400;

/** One item a user and day, in the `messages` table; and one a day for all users together. */
export function quotaStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): QuotaStore {
  async function counted(whose: Counted, day: string): Promise<Counts> {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.quota(whose, day), ConsistentRead: true }),
    );
    return quotaItem.parse(Item ?? {});
  }

  return {
    counted,

    async count(whose, day, counts, most) {
      const named = NAMES.flatMap(name => {
        const [count = 0, limit = 0] = [counts[name], most[name]];
        return count > 0 ? { name, count, left: limit - count } : [];
      });
      const beyond = named.find(({ left }) => left < 0);
      if (beyond) return beyond.name;
      const update = new UpdateCommand({
        TableName,
        Key: keys.quota(whose, day),
        UpdateExpression: `SET ${named.map(({ name }) => `${name} = if_not_exists(${name}, :none) + :${name}`).join(', ')}, expiresAt = :expiry`,
        ConditionExpression: named
          .map(({ name }) => `(attribute_not_exists(${name}) OR ${name} <= :${name}Left)`)
          .join(' AND '),
        ExpressionAttributeValues: {
          ':none': 0,
          ':expiry': Date.parse(day) / 1_000 + KEPT_SECONDS,
          ...Object.fromEntries(
            named.flatMap(({ name, count, left }) => [
              [`:${name}`, count],
              [`:${name}Left`, left],
            ]),
          ),
        },
      });
      if (await tookEffect(documents.send(update))) return undefined;
      const before = await counted(whose, day);
      return named.find(({ name, left }) => (before[name] ?? 0) > left)?.name ?? named[0]?.name;
    },
  };
}
