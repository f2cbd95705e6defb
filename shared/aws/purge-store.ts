import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { PurgeStore } from '../core/people/erasure-ports.ts';
import { user } from '../protocol/index.ts';
import { keys, partitions } from './keys.ts';

const purge = z.object({
  room: z.optional(z.string()),
  whom: z.string(),
  since: z.number(),
  by: user,
  place: z.optional(z.string()),
  deleted: z.number(),
});

/** Orders stand in a list until they are done: if a sweep dies on the way, the next one goes on. */
export function purgeStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): PurgeStore {
  return {
    async put({ userId, ...rest }) {
      // Under another name than members have it: by `userId` an item is found in the index of a user's rooms.
      const Item = { ...keys.purge(userId, rest.room), ...rest, whom: userId };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async waiting(limit) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': partitions.purges },
          Limit: limit,
          ConsistentRead: true,
        }),
      );
      return Items.map(item => {
        const { whom: userId, ...rest } = purge.parse(item);
        return { ...rest, userId };
      });
    },

    async finish({ userId, room }) {
      await documents.send(new DeleteCommand({ TableName, Key: keys.purge(userId, room) }));
    },
  };
}
