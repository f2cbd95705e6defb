import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Room, RoomStore } from '../core/ports.ts';
import { roomRole } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { keys, roomIn } from './keys.ts';
import { MEMBERSHIPS } from './tables.ts';

const createdRoom = z.object({
  kind: z.enum(['public', 'private']),
  createdBy: z.string(),
  createdAt: z.number(),
});
const memberItem = z.object({ role: z.optional(roomRole), readSeq: z.number().optional() });
const listedItem = memberItem.extend({ PK: z.string() });

/** Rooms and their members, in the `messages` table. */
export function roomStore(options: { documents: DynamoDBDocumentClient; table: string }): RoomStore {
  const { documents, table: TableName } = options;

  async function find(room: string): Promise<Room | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.room(room), ConsistentRead: true }),
    );
    return createdRoom.safeParse(Item).data;
  }

  return {
    room: find,

    async create(room, created) {
      try {
        await documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.room(room),
            UpdateExpression: 'SET kind = :kind, createdBy = :by, createdAt = :at',
            ConditionExpression: 'attribute_not_exists(createdBy)',
            ExpressionAttributeValues: {
              ':kind': created.kind,
              ':by': created.createdBy,
              ':at': created.createdAt,
            },
          }),
        );
        return created;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const before = await find(room);
        if (!before) throw error;
        return before;
      }
    },

    async role(room, userId) {
      const { Item } = await documents.send(
        new GetCommand({
          TableName,
          Key: keys.member(room, userId),
          ConsistentRead: true,
        }),
      );
      return Item && memberItem.parse(Item).role;
    },

    async setRole(room, userId, role) {
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.member(room, userId),
          UpdateExpression: 'SET #role = :role, userId = :user',
          ExpressionAttributeNames: { '#role': 'role' },
          ExpressionAttributeValues: { ':role': role, ':user': userId },
        }),
      );
    },

    async remove(room, userId) {
      await documents.send(new DeleteCommand({ TableName, Key: keys.member(room, userId) }));
    },

    async markRead(room, userId, seq) {
      try {
        await documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.member(room, userId),
            UpdateExpression: 'SET readSeq = :seq, userId = :user',
            // Marks of two devices may come in either order.
            ConditionExpression: 'attribute_not_exists(readSeq) OR readSeq < :seq',
            ExpressionAttributeValues: { ':seq': seq, ':user': userId },
          }),
        );
        return seq;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { Item } = await documents.send(
          new GetCommand({
            TableName,
            Key: keys.member(room, userId),
            ConsistentRead: true,
          }),
        );
        return memberItem.parse(Item).readSeq ?? seq;
      }
    },

    async setConnections(room, connections, at) {
      await tookEffect(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.room(room),
            UpdateExpression: 'SET connections = :connections, connectionsAt = :at',
            ConditionExpression: 'attribute_exists(PK)',
            ExpressionAttributeValues: { ':connections': connections, ':at': at },
          }),
        ),
      );
    },

    async ofUser(userId, limit) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          IndexName: MEMBERSHIPS.name,
          KeyConditionExpression: `${MEMBERSHIPS.partition} = :user`,
          ExpressionAttributeValues: { ':user': userId },
          Limit: limit,
        }),
      );
      return Items.map(raw => {
        const { PK, role, readSeq = 0 } = listedItem.parse(raw);
        return { room: roomIn(PK), role, readSeq };
      });
    },
  };
}
