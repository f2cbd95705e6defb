import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { RoomDetailsStore, Rules } from '../core/rooms/ports.ts';
import { anyRoomDetails } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { keys } from './keys.ts';

export const detailsItem = z.object({ details: z.string() });
const RULES = ['readOnly', 'archived', 'slowModeSeconds'] as const satisfies readonly (keyof Rules)[];

/** An item of its own beside the room's, so that no send reads what only who looks at the room wants to know. */
export function roomDetailsStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): RoomDetailsStore {
  return {
    async read(room) {
      const { Item } = await documents.send(
        new GetCommand({ TableName, Key: keys.details(room), ConsistentRead: true }),
      );
      return Item && anyRoomDetails.parse(JSON.parse(detailsItem.parse(Item).details));
    },

    write: (room, details) =>
      tookEffect(
        documents.send(
          new PutCommand({
            TableName,
            Item: {
              ...keys.details(room),
              version: details.version,
              // JSON as text, as in the log: numbers and depth stay as they came.
              details: JSON.stringify(details),
            },
            ...(details.version === 1
              ? { ConditionExpression: 'attribute_not_exists(PK)' }
              : {
                  ConditionExpression: 'version = :before',
                  ExpressionAttributeValues: { ':before': details.version - 1 },
                }),
          }),
        ),
      ),

    async setRules(room, { version, ...rules }) {
      const kept = RULES.filter(rule => rules[rule] !== undefined);
      const gone = RULES.filter(rule => rules[rule] === undefined);
      const set = ['rulesVersion', ...kept].map(name => `${name} = :${name}`).join(', ');
      await tookEffect(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.room(room),
            UpdateExpression: `SET ${set}${gone.length > 0 ? ` REMOVE ${gone.join(', ')}` : ''}`,
            ConditionExpression:
              'attribute_exists(createdBy) AND (attribute_not_exists(rulesVersion) OR rulesVersion < :rulesVersion)',
            ExpressionAttributeValues: {
              ':rulesVersion': version,
              ...Object.fromEntries(kept.map(rule => [`:${rule}`, rules[rule]])),
            },
          }),
        ),
      );
    },
  };
}
