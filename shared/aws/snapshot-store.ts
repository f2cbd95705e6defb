import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { SnapshotStore } from '../core/ports.ts';
import { keys } from './keys.ts';

const snapshotItem = z.object({
  connections: z.number(),
  users: z.number(),
  rooms: z.number(),
  topRooms: z.array(z.object({ room: z.string(), connections: z.number() })),
  topUsers: z.optional(z.array(z.object({ userId: z.string(), name: z.string(), connections: z.number() }))),
  asOf: z.number(),
});

/** One item of the `messages` table. */
export function snapshotStore(options: { documents: DynamoDBDocumentClient; table: string }): SnapshotStore {
  const { documents, table: TableName } = options;
  return {
    async read() {
      const { Item } = await documents.send(new GetCommand({ TableName, Key: keys.snapshot }));
      return Item && snapshotItem.parse(Item);
    },

    async write(snapshot) {
      await documents.send(new PutCommand({ TableName, Item: { ...keys.snapshot, ...snapshot } }));
    },
  };
}
