import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ReportStore } from '../core/moderation/ports.ts';
import { user } from '../protocol/index.ts';
import { keys, partitions, type QueueOf } from './keys.ts';

const DAY_SECONDS = 86_400;
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
const lasting = z.object({ expiresAt: z.number() });
const keyItem = z.object({ PK: z.string(), SK: z.string() });

export function reportStore({
  documents,
  table: TableName,
  of,
  days,
  now,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly of: QueueOf;
  /** For how long what is in there is kept. */
  readonly days: number;
  readonly now: () => number;
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
      const expiresAt = Math.floor(at / 1_000) + days * DAY_SECONDS;
      const Key = keys.report(of, queue, room, seq, by.userId);
      await documents.send(new PutCommand({ TableName, Item: { ...Key, ...report, expiresAt } }));
    },

    async list(queue, { after, limit }) {
      const reports = partitions.reports(of, queue);
      const { Items = [], LastEvaluatedKey } = await query(reports, {
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: { PK: reports.PK, SK: reports.prefix + after } }),
      });
      return {
        items: Items.filter(item => lasting.parse(item).expiresAt > now() / 1_000).map(item =>
          reportItem.parse(item),
        ),
        next: LastEvaluatedKey && String(LastEvaluatedKey.SK).slice(reports.prefix.length),
      };
    },

    async resolve(queue, room, seq) {
      const { Items = [] } = await query(partitions.reportsOf(of, queue, room, seq), {
        Limit: AT_ONCE,
        ConsistentRead: true,
      });
      const found = Items.map(item => keyItem.parse(item));
      await Promise.all(found.map(Key => documents.send(new DeleteCommand({ TableName, Key }))));
      return found.length;
    },
  };
}
