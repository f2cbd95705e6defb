import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { ReadMark, Room, RoomStore } from '../core/ports.ts';
import { tookEffect } from './conditional.ts';
import { keys, memberIn, partitions, roomIn } from './keys.ts';
import {
  INVITATION,
  invitedItem,
  type MemberItem,
  memberItem,
  NOT_BANNED,
  PLACE,
  roleIs,
  roleOf,
  roleSet,
} from './member-items.ts';
import { queryPage } from './query-page.ts';
import { invitedKey, MEMBERSHIPS } from './tables.ts';

const createdRoom = z.object({
  kind: z.enum(['public', 'private']),
  createdBy: z.string(),
  createdAt: z.number(),
  closing: z.optional(z.boolean()),
  owner: z.optional(z.string()),
  restricted: z.optional(z.boolean()),
  bans: z.optional(z.boolean()),
  deletedAt: z.optional(z.number()),
});
const listedItem = z.extend(memberItem, { PK: z.string(), SK: z.string() });
/** With its place in the index. */
const LISTED_PLACE = `${MEMBERSHIPS.partition}, ${PLACE}`;
const ROLE = { '#role': 'role' };
const SINCE = 'since = if_not_exists(since, :now)';

/** A mark of before marks had an epoch can't be told from one of another epoch: it counts as none. */
function markIn({ readSeq, readOrdinal, readEpoch }: MemberItem): ReadMark | undefined {
  if (readSeq === undefined || readOrdinal === undefined || readEpoch === undefined) return undefined;
  return { seq: readSeq, ordinal: readOrdinal, epoch: readEpoch };
}

/** A room where nothing is said for so long is in the list no more. */
const ACTIVE_SECONDS = 30 * 86_400;

interface RoomStoreOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** Rooms and their members, in the `messages` table. */
export function roomStore({ documents, table: TableName, now = Date.now }: RoomStoreOptions): RoomStore {
  async function find(room: string): Promise<Room | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.room(room), ConsistentRead: true }),
    );
    return createdRoom.safeParse(Item).data;
  }

  async function member(room: string, userId: string, ConsistentRead = true) {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.member(room, userId), ConsistentRead }),
    );
    return memberItem.parse(Item ?? {});
  }

  const ahead = (until = 0) => (until > now() ? until : undefined);

  /** False if its condition failed. */
  const updateMember = (room: string, userId: string, update: object): Promise<boolean> =>
    tookEffect(documents.send(new UpdateCommand({ TableName, Key: keys.member(room, userId), ...update })));

  /** One page of a partition of the index, from behind a room on. */
  async function page(partition: string, ownerId: string, after: string | undefined, limit: number) {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName,
        IndexName: MEMBERSHIPS.name,
        KeyConditionExpression: `${MEMBERSHIPS.partition} = :partition`,
        ExpressionAttributeValues: { ':partition': partition },
        Limit: limit,
        ...(after !== undefined && {
          ExclusiveStartKey: { ...keys.member(after, ownerId), [MEMBERSHIPS.partition]: partition },
        }),
      }),
    );
    return { found: Items, next: LastEvaluatedKey && roomIn(String(LastEvaluatedKey.PK)) };
  }

  return {
    room: find,

    async create(room, created) {
      const update = new UpdateCommand({
        TableName,
        Key: keys.room(room),
        UpdateExpression: `SET kind = :kind, createdBy = :by, createdAt = :at${created.closing ? ', closing = :closing' : ''}`,
        // Before its first message an open room is marked as opened, under the opposite condition: one of the two wins.
        ConditionExpression: 'attribute_not_exists(createdBy) AND attribute_not_exists(opened)',
        ExpressionAttributeValues: {
          ':kind': created.kind,
          ':by': created.createdBy,
          ':at': created.createdAt,
          ...(created.closing && { ':closing': true }),
        },
      });
      return (await tookEffect(documents.send(update))) ? created : find(room);
    },

    async enlist(room) {
      await documents.send(new UpdateCommand({ TableName, Key: keys.listedRoom(room) }));
    },

    async noteActive(room, at, before) {
      const moved = new UpdateCommand({
        TableName,
        Key: keys.room(room),
        UpdateExpression: 'SET activeAt = :at',
        ConditionExpression: `attribute_exists(createdBy) AND attribute_not_exists(deletedAt) AND ${
          before === undefined ? 'attribute_not_exists(activeAt)' : 'activeAt = :before'
        }`,
        ExpressionAttributeValues: { ':at': at, ...(before !== undefined && { ':before': before }) },
      });
      if (!(await tookEffect(documents.send(moved)))) return;
      const expiresAt = Math.floor(at / 1_000) + ACTIVE_SECONDS;
      await documents.send(new PutCommand({ TableName, Item: { ...keys.activeRoom(room, at), expiresAt } }));
      if (before !== undefined)
        await documents.send(new DeleteCommand({ TableName, Key: keys.activeRoom(room, before) }));
    },

    async noteClosed(room) {
      await documents.send(
        new UpdateCommand({ TableName, Key: keys.room(room), UpdateExpression: 'REMOVE closing' }),
      );
    },

    async role(room, userId, consistency = 'strong') {
      return roleOf(await member(room, userId, consistency === 'strong'));
    },

    async place(room, userId) {
      const item = await member(room, userId);
      return {
        role: roleOf(item),
        invitedRole: item.invitedRole,
        left: item.leftAt !== undefined,
        bannedUntil: ahead(item.bannedUntil),
        mutedUntil: ahead(item.mutedUntil),
      };
    },

    setRole(room, userId, role, from) {
      const { set, remove, values } = roleSet(role);
      const is = roleIs(from);
      return updateMember(room, userId, {
        UpdateExpression: `SET ${set}, ${SINCE}, ${MEMBERSHIPS.partition} = :user REMOVE ${remove}${INVITATION}`,
        ConditionExpression: from
          ? is.condition
          : `${is.condition} AND attribute_not_exists(leftAt) AND ${NOT_BANNED}`,
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: { ...values, ...is.values, ':user': userId, ':now': now() },
      });
    },

    handOver: (room, to, from) =>
      tookEffect(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.room(room),
            UpdateExpression: 'SET #owner = :to',
            ConditionExpression: '#owner = :from OR (attribute_not_exists(#owner) AND createdBy = :from)',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: { ':to': to, ':from': from },
          }),
        ),
      ),

    async restrict(room, by = 'restricted') {
      await tookEffect(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.room(room),
            UpdateExpression: `SET ${by} = :true`,
            ConditionExpression: 'attribute_exists(createdBy)',
            ExpressionAttributeValues: { ':true': true },
          }),
        ),
      );
    },

    async members(room, { prefix, after, limit }) {
      const { items: found, next } = await queryPage(documents, TableName, {
        ...partitions.members(room, prefix),
        after: after === undefined ? undefined : keys.member(room, after).SK,
        limit,
      });
      const items = found.flatMap(raw => {
        const { SK, ...item } = listedItem.parse(raw);
        const role = roleOf(item);
        const { since, mutedUntil } = item;
        return role ? [{ userId: memberIn(SK), role, since, mutedUntil: ahead(mutedUntil) }] : [];
      });
      return { items, next: next && memberIn(next) };
    },

    invite: (userId, { room, role, by, at }) =>
      updateMember(room, userId, {
        UpdateExpression: `SET invitedRole = :role, invitedBy = :by, invitedAt = :at, ${MEMBERSHIPS.partition} = :invited`,
        ConditionExpression: `attribute_not_exists(#role) AND ${NOT_BANNED}`,
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: {
          ':now': now(),
          ':role': role,
          ':by': { userId: by.userId, name: by.name },
          ':at': at,
          ':invited': invitedKey(userId),
        },
      }),

    async accept(room, userId) {
      const accepted = await updateMember(room, userId, {
        UpdateExpression: `SET #role = invitedRole, ${SINCE}, ${MEMBERSHIPS.partition} = :user REMOVE ${INVITATION}, leftAt`,
        ConditionExpression: 'attribute_exists(invitedRole)',
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: { ':user': userId, ':now': now() },
      });
      // Asked again, as after a lost reply, the user is a member already.
      const item = await member(room, userId);
      return accepted || item.invitedRole === undefined ? roleOf(item) : undefined;
    },

    decline: (room, userId, at, by) =>
      updateMember(room, userId, {
        UpdateExpression: `SET leftAt = :at REMOVE ${LISTED_PLACE}`,
        ConditionExpression: `attribute_exists(invitedRole)${by === undefined ? '' : ' AND invitedBy.userId = :by'}`,
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: { ':at': at, ...(by !== undefined && { ':by': by }) },
      }),

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

    leave: (room, userId, at) =>
      updateMember(room, userId, {
        UpdateExpression: `SET leftAt = :at REMOVE ${LISTED_PLACE}`,
        // If the room is handed to this user at this moment, they stay.
        ConditionExpression: `(attribute_not_exists(#role) OR #role <> :owner) AND ${NOT_BANNED}`,
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: { ':at': at, ':owner': 'owner', ':now': now() },
      }),

    async remove(room, userId, from) {
      const { condition: isFrom, values } = roleIs(from);
      const placeholders = {
        ExpressionAttributeNames: ROLE,
        ExpressionAttributeValues: { ...values, ':now': now() },
      };
      const whole = new DeleteCommand({
        TableName,
        Key: keys.member(room, userId),
        ConditionExpression: `attribute_not_exists(leftAt) AND (attribute_not_exists(mutedUntil) OR mutedUntil <= :now) AND ${NOT_BANNED} AND ${isFrom}`,
        ...placeholders,
      });
      if (await tookEffect(documents.send(whole))) return true;
      return updateMember(room, userId, {
        UpdateExpression: `REMOVE ${LISTED_PLACE}`,
        ConditionExpression: `(attribute_exists(leftAt) OR mutedUntil > :now) AND ${NOT_BANNED} AND ${isFrom}`,
        ...placeholders,
      });
    },

    markRead: (room, userId, { seq, ordinal, epoch }) =>
      updateMember(room, userId, {
        // An invitation keeps its place in the index.
        UpdateExpression: `SET readSeq = :seq, readOrdinal = :ordinal, readEpoch = :epoch, ${MEMBERSHIPS.partition} = if_not_exists(${MEMBERSHIPS.partition}, :user)`,
        // Marks of two devices may come in either order.
        ConditionExpression: 'attribute_not_exists(readEpoch) OR readEpoch <> :epoch OR readSeq < :seq',
        ExpressionAttributeValues: {
          ':seq': seq,
          ':ordinal': ordinal,
          ':epoch': epoch,
          ':user': userId,
        },
      }),

    mark: async (room, userId) => markIn(await member(room, userId)),

    async ofUser(userId, { after, limit }) {
      const { found, next } = await page(userId, userId, after, limit);
      const items = found.map(raw => {
        const { PK, ...item } = listedItem.parse(raw);
        return { room: roomIn(PK), role: roleOf(item), mark: markIn(item) };
      });
      return { items, next };
    },

    async invitationsOf(userId, { after, limit }) {
      const { found, next } = await page(invitedKey(userId), userId, after, limit);
      const items = found.map(raw => {
        const { PK, invitedRole, invitedBy, invitedAt } = invitedItem.parse(raw);
        return { room: roomIn(PK), role: invitedRole, by: invitedBy, at: invitedAt };
      });
      return { items, next };
    },
  };
}
