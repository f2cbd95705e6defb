import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { BlockStore } from '../core/people/ports.ts';
import { directRoom } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { blockedIn, keys, partitions } from './keys.ts';
import { queryPage } from './query-page.ts';

const blockItem = z.pipe(
  z.object({ SK: z.string(), at: z.number() }),
  z.transform(({ SK, at }) => ({ userId: blockedIn(SK), at })),
);

/**
 * Blocks are listed with the user who made them. Their direct room says so too, in the item that every send reads: who sends
 * there pays nothing to find out.
 */
export function blockStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): BlockStore {
  const setBlocked = (userId: string, other: string, change: object) =>
    tookEffect(
      documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.room(directRoom(userId, other)),
          ...change,
          ExpressionAttributeValues: { ':user': new Set([userId]) },
        }),
      ),
    );

  return {
    async block(userId, other, at) {
      await setBlocked(userId, other, { UpdateExpression: 'ADD blockedBy :user' });
      await documents.send(new PutCommand({ TableName, Item: { ...keys.block(userId, other), at } }));
    },

    async unblock(userId, other) {
      await setBlocked(userId, other, {
        UpdateExpression: 'DELETE blockedBy :user',
        ConditionExpression: 'attribute_exists(PK)',
      });
      await documents.send(new DeleteCommand({ TableName, Key: keys.block(userId, other) }));
    },

    async has(userId, other) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: keys.block(userId, other), ConsistentRead: true }),
      );
      return Item !== undefined;
    },

    async list(userId, { after, limit }) {
      const { items, next } = await queryPage(documents, TableName, {
        ...partitions.blocks(userId),
        after: after === undefined ? undefined : keys.block(userId, after).SK,
        limit,
        ConsistentRead: true,
      });
      return {
        items: items.map(item => blockItem.parse(item)),
        next: next && blockedIn(next),
      };
    },
  };
}
