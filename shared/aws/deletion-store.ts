import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { DeletionStore } from '../core/rooms/ports.ts';
import { tookEffect } from './conditional.ts';
import { roomItem } from './items.ts';
import { isRoomKey, keys, partitions } from './keys.ts';

const deletionItem = z.object({ SK: z.string(), deletedAt: z.number(), removed: z.number() });
const keyItem = z.object({ PK: z.string(), SK: z.string() });

/** Rooms that are to be deleted stand in a list until nothing is left of them: if a sweep dies on the way, the next one goes on. */
export function deletionStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): DeletionStore {
  const update = (Key: object, input: object) =>
    tookEffect(documents.send(new UpdateCommand({ TableName, Key: { ...Key }, ...input })));

  function deletionIn(item: unknown) {
    const { SK: room, deletedAt, removed } = deletionItem.parse(item);
    return { room, deletedAt, removed };
  }

  return {
    async begin(room, owner, at) {
      await update(keys.deletion(room), {
        UpdateExpression: 'SET deletedAt = :at, removed = :none',
        ConditionExpression: 'attribute_not_exists(PK)',
        ExpressionAttributeValues: { ':at': at, ':none': 0 },
      });
      return update(keys.room(room), {
        UpdateExpression: 'SET deletedAt = :at',
        ConditionExpression:
          'attribute_not_exists(deletedAt) AND (#owner = :owner OR (attribute_not_exists(#owner) AND createdBy = :owner))',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':at': at, ':owner': owner },
      });
    },

    async find(room) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: keys.deletion(room), ConsistentRead: true }),
      );
      return Item && deletionIn(Item);
    },

    async waiting(limit) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': partitions.deletions },
          Limit: limit,
        }),
      );
      return Items.map(deletionIn);
    },

    async remove(room, limit) {
      const { PK } = keys.room(room);
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': PK },
          Limit: limit,
          ConsistentRead: true,
        }),
      );
      const found = Items.map(item => keyItem.parse(item));
      const rest = found.filter(({ SK }) => !isRoomKey(SK));
      // The room's own item says that it is deleted: it goes when nothing else is left.
      const going = rest.length > 0 ? rest : found;
      if (rest.length === 0) {
        const { activeAt } = roomItem.parse(Items[0] ?? {});
        const lists = [
          keys.listedRoom(room),
          ...(activeAt === undefined ? [] : [keys.activeRoom(room, activeAt)]),
        ];
        for (const Key of lists) await documents.send(new DeleteCommand({ TableName, Key }));
      }
      await Promise.all(going.map(Key => documents.send(new DeleteCommand({ TableName, Key }))));
      if (going.length > 0)
        await update(keys.deletion(room), {
          UpdateExpression: 'SET removed = removed + :count',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeValues: { ':count': going.length },
        });
      return going.length;
    },

    async finish(room) {
      await documents.send(new DeleteCommand({ TableName, Key: keys.deletion(room) }));
    },
  };
}
