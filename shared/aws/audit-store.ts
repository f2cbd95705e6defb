import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditStore } from '../core/admin/audit.ts';
import { auditEntry } from '../protocol/index.ts';
import { keys, partitions } from './keys.ts';

const DAY_SECONDS = 86_400;
/** Notes of a page that is filtered, each of some 300 bytes. */
const LOOKED_THROUGH = 250;

const NAMES = ['by', 'what', 'userId', 'room'] as const;

/** Under the time and an id of its own: no note is ever written over. */
export function auditStore({
  documents,
  table: TableName,
  days,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** For how long notes are kept; 0: for ever. */
  readonly days: number;
}): AuditStore {
  return {
    async add(entry) {
      const expiresAt = Math.floor(entry.at / 1_000) + days * DAY_SECONDS;
      const { userId, ...rest } = entry;
      // Under another name than members have it: by `userId` an item is found in the index of a user's rooms.
      const Item = {
        ...keys.audit(entry.at, randomUUID()),
        ...rest,
        whom: userId,
        ...(days > 0 && { expiresAt }),
      };
      await documents.send(
        new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' }),
      );
    },

    async list({ after, limit, by, what, userId, room }) {
      const wanted = { by, what, userId, room };
      const isFiltered = Object.values(wanted).some(value => value !== undefined);
      const PK = partitions.audit;
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': PK },
          ScanIndexForward: false,
          Limit: isFiltered ? LOOKED_THROUGH : limit,
          ...(after !== undefined && { ExclusiveStartKey: { PK, SK: after } }),
        }),
      );
      const found = Items.map(({ SK, whom, ...item }) => ({
        SK: String(SK),
        entry: auditEntry.parse({ ...item, userId: whom }),
      })).filter(({ entry: { by, action: what, userId, room } }) => {
        const is = { by: by.userId, what, userId, room };
        return NAMES.every(name => wanted[name] === undefined || wanted[name] === is[name]);
      });
      const isMore = found.length > limit;
      return {
        items: found.slice(0, limit).map(({ entry }) => entry),
        next: isMore ? found[limit - 1]?.SK : LastEvaluatedKey && String(LastEvaluatedKey.SK),
      };
    },
  };
}
