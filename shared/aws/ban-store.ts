import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { BanStore } from '../core/moderation/ports.ts';
import { tookEffect } from './conditional.ts';
import { keys, memberIn } from './keys.ts';
import { bannedItem, PLACE, roleIs } from './member-items.ts';
import { bannedKey, MEMBERSHIPS } from './tables.ts';

const BAN = 'bannedUntil, bannedBy, bannedAt, banReason';
const ROLE = { '#role': 'role' };

/**
 * A ban is in the user's own place in the room, where the write that makes them a member looks for it. The same write takes
 * their place in the index from the list of their rooms to the list of who is banned from this one.
 */
export function banStore({
  documents,
  table: TableName,
  now,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): BanStore {
  const update = (room: string, userId: string, input: object) =>
    tookEffect(documents.send(new UpdateCommand({ TableName, Key: keys.member(room, userId), ...input })));

  return {
    ban(room, { userId, until, reason, by, at }, from) {
      const is = roleIs(from);
      return update(room, userId, {
        UpdateExpression: `SET bannedUntil = :until, bannedBy = :by, bannedAt = :at, ${MEMBERSHIPS.partition} = :banned${
          reason === undefined ? ` REMOVE banReason, ${PLACE}` : `, banReason = :reason REMOVE ${PLACE}`
        }`,
        ConditionExpression: is.condition,
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: {
          ...is.values,
          ':until': until,
          ':by': by,
          ':at': at,
          ':banned': bannedKey(room),
          ...(reason !== undefined && { ':reason': reason }),
        },
      });
    },

    async unban(room, userId) {
      const isListed = `${MEMBERSHIPS.partition} = :banned`;
      const values = { ExpressionAttributeValues: { ':banned': bannedKey(room) } };
      const whole = new DeleteCommand({
        TableName,
        Key: keys.member(room, userId),
        ConditionExpression: `${isListed} AND attribute_not_exists(leftAt) AND attribute_not_exists(mutedUntil)`,
        ...values,
      });
      if (await tookEffect(documents.send(whole))) return true;
      return update(room, userId, {
        UpdateExpression: `REMOVE ${BAN}, ${MEMBERSHIPS.partition}`,
        ConditionExpression: isListed,
        ...values,
      });
    },

    async list(room, { after, limit }) {
      const partition = bannedKey(room);
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName,
          IndexName: MEMBERSHIPS.name,
          KeyConditionExpression: `${MEMBERSHIPS.partition} = :partition`,
          ExpressionAttributeValues: { ':partition': partition },
          Limit: limit,
          ...(after !== undefined && {
            ExclusiveStartKey: { ...keys.member(room, after), [MEMBERSHIPS.partition]: partition },
          }),
        }),
      );
      const items = Items.map(item => bannedItem.parse(item)).filter(({ until }) => until > now());
      return { items, next: LastEvaluatedKey && memberIn(String(LastEvaluatedKey.SK)) };
    },

    mute(room, userId, until, from) {
      const is = roleIs(from);
      return update(room, userId, {
        UpdateExpression: 'SET mutedUntil = :until',
        ConditionExpression: is.condition,
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: { ...is.values, ':until': until },
      });
    },
  };
}
