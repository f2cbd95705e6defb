import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ReportStore } from '../core/moderation/ports.ts';
import { user } from '../protocol/index.ts';
import { keys, partitions } from './keys.ts';

/** Longer than anybody is waited for who looks after a queue. */
const KEPT_SECONDS = 90 * 86_400;
/** Reports of one message that go at once. */
const AT_ONCE = 25;

const reportItem = z.object({
  room: z.string(),
  seq: z.number(),
  from: user,
  excerpt: z.string(),
  reason: z.optional(z.string()),
  by: user,
  at: z.number(),
});
const keyItem = z.object({ PK: z.string(), SK: z.string() });

export function reportStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): ReportStore {
  const query = ({ PK, prefix }: { PK: string; prefix: string }, more: object) =>
    documents.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :begins)',
        ExpressionAttributeValues: { ':pk': PK, ':begins': prefix },
        ...more,
      }),
    );

  return {
    async add(queue, report) {
      const { room, seq, by, at } = report;
      const expiresAt = Math.floor(at / 1_000) + KEPT_SECONDS;
      const Key = keys.report(queue, room, seq, by.userId);
      await documents.send(new PutCommand({ TableName, Item: { ...Key, ...report, expiresAt } }));
    },

    async list(queue, { after, limit }) {
      const reports = partitions.reports(queue);
      const { Items = [], LastEvaluatedKey } = await query(reports, {
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: { PK: reports.PK, SK: reports.prefix + after } }),
      });
      return {
        items: Items.map(item => reportItem.parse(item)),
        next: LastEvaluatedKey && String(LastEvaluatedKey.SK).slice(reports.prefix.length),
      };
    },

    async resolve(queue, room, seq) {
      const { Items = [] } = await query(partitions.reportsOf(queue, room, seq), {
        Limit: AT_ONCE,
        ConsistentRead: true,
      });
      const found = Items.map(item => keyItem.parse(item));
      await Promise.all(found.map(Key => documents.send(new DeleteCommand({ TableName, Key }))));
      return found.length;
    },
  };
}
