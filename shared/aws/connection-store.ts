import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { CensusItem, Connection, ConnectionStore, Subscription } from '../core/ports.ts';
import { isDirect } from '../protocol/index.ts';
import { connectionIdOf, keys, partitions, roomIn, subscriptionRange, userIn } from './keys.ts';

const subscriptionItem = z.object({
  SK: z.string(),
  userId: z.string(),
  name: z.string(),
  joinedAt: z.number(),
  expiresAt: z.number(),
  laggingUntil: z.number().optional(),
});
const connectionItem = z.object({
  SK: z.string(),
  name: z.string(),
  groups: z.array(z.string()),
  connectedAt: z.number(),
  issuedAt: z.number().optional(),
  rooms: z.set(z.string()).optional(),
  expiresAt: z.number(),
  laggingUntil: z.number().optional(),
});
const censusItem = z.object({
  PK: z.string(),
  SK: z.string(),
  /** Of a subscription; a connection has its user in its key. */
  userId: z.string().optional(),
  name: z.string(),
  /** Of a connection. */
  connectedAt: z.number().default(0),
  issuedAt: z.number().optional(),
  rooms: z.set(z.string()).optional(),
  expiresAt: z.number(),
});
const closedItem = z.object({ rooms: z.set(z.string()).optional() });

/** Enough for a million connections in about a minute, at 4 KB a read unit. */
const SCAN_SEGMENTS = 4;

/** TTL deletes up to two days late: what has expired is as good as gone. */
const UNEXPIRED = 'expiresAt > :now';

function toCensusItem(raw: unknown): CensusItem {
  const { PK, SK, userId, name, expiresAt, connectedAt, issuedAt, rooms } = censusItem.parse(raw);
  const both = { connectionId: connectionIdOf(SK), name, expiresAt };
  if (userId !== undefined) return { kind: 'subscription', userId, room: roomIn(PK), ...both };
  const own = { connectedAt, issuedAt, ...(rooms && { upgraded: true as const }) };
  return { kind: 'connection', userId: userIn(PK), ...own, ...both };
}

export interface ConnectionStoreOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function connectionStore({ documents, table, now }: ConnectionStoreOptions): ConnectionStore {
  const TableName = table;
  const seconds = () => Math.floor(now() / 1000);

  const byPrefix = ({ PK, prefix }: { PK: string; prefix: string }) => ({
    TableName,
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
    FilterExpression: UNEXPIRED,
    ExpressionAttributeValues: { ':pk': PK, ':prefix': prefix, ':now': seconds() },
  });

  const toSubscription = (room: string, raw: unknown): Subscription => {
    const { SK, ...rest } = subscriptionItem.parse(raw);
    return { room, connectionId: connectionIdOf(SK), ...rest };
  };

  /** False where there was none. */
  async function removeSubscription(room: string, connectionId: string): Promise<boolean> {
    const { Attributes } = await documents.send(
      new DeleteCommand({
        TableName,
        Key: keys.subscription(room, connectionId),
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes !== undefined;
  }

  /** Keeps the connection's own list of rooms; false where the connection is gone. */
  async function listRoom(userId: string, connectionId: string, room: string, change: 'ADD' | 'DELETE') {
    try {
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.connection(userId, connectionId),
          UpdateExpression: `${change} rooms :room`,
          // Without this, a late update would bring a closed connection back to life.
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeValues: { ':room': new Set([room]) },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async open({ connectionId, userId, ...rest }) {
      const { name, groups, connectedAt, issuedAt, expiresAt } = rest;
      const Item = {
        ...keys.connection(userId, connectionId),
        name,
        groups,
        connectedAt,
        issuedAt,
        expiresAt,
      };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async close(userId, connectionId) {
      const { Attributes } = await documents.send(
        new DeleteCommand({
          TableName,
          Key: keys.connection(userId, connectionId),
          ReturnValues: 'ALL_OLD',
        }),
      );
      if (!Attributes) return undefined;
      const rooms = [...(closedItem.parse(Attributes).rooms ?? [])];
      await Promise.all(rooms.map(room => removeSubscription(room, connectionId)));
      return rooms;
    },

    async subscribe({ room, connectionId, ...rest }) {
      // The subscription first: a disconnect in between finds the room listed, or the listing finds the connection gone.
      const Item = { ...keys.subscription(room, connectionId), ...rest };
      await documents.send(new PutCommand({ TableName, Item }));
      const open = await listRoom(rest.userId, connectionId, room, 'ADD');
      if (!open) await removeSubscription(room, connectionId);
      return open;
    },

    async unsubscribe(userId, connectionId, room) {
      const removed = await removeSubscription(room, connectionId);
      await listRoom(userId, connectionId, room, 'DELETE');
      return removed;
    },

    async subscription(room, connectionId) {
      const { Item } = await documents.send(
        new GetCommand({
          TableName,
          Key: keys.subscription(room, connectionId),
          ConsistentRead: true,
        }),
      );
      if (!Item) return undefined;
      const subscription = toSubscription(room, Item);
      return subscription.expiresAt > seconds() ? subscription : undefined;
    },

    async *subscribers(room, { after, upTo, page } = {}) {
      const { PK, low, high } = subscriptionRange(room, after, upTo);
      const query = {
        TableName,
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
        FilterExpression: UNEXPIRED,
        ExpressionAttributeValues: { ':pk': PK, ':low': low, ':high': high, ':now': seconds() },
        ConsistentRead: true,
        Limit: page,
      };
      for await (const { Items = [] } of paginateQuery({ client: documents }, query))
        yield Items.map(item => toSubscription(room, item));
    },

    async cut(room, size) {
      const query = { ...byPrefix(partitions.subscriptions(room)), ProjectionExpression: 'SK', Limit: size };
      const ends: string[] = [];
      for await (const { LastEvaluatedKey } of paginateQuery({ client: documents }, query))
        if (LastEvaluatedKey) ends.push(connectionIdOf(String(LastEvaluatedKey.SK)));
      return ends;
    },

    async atMost(room, limit) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          ...byPrefix(partitions.subscriptions(room)),
          ConsistentRead: true,
          Limit: limit + 1,
        }),
      );
      return LastEvaluatedKey || Items.length > limit
        ? undefined
        : Items.map(item => toSubscription(room, item));
    },

    async markLagging({ room, userId, connectionId }, until) {
      const Key = isDirect(room)
        ? keys.connection(userId, connectionId)
        : keys.subscription(room, connectionId);
      const change =
        until === undefined
          ? { UpdateExpression: 'REMOVE laggingUntil', ConditionExpression: 'attribute_exists(PK)' }
          : {
              UpdateExpression: 'SET laggingUntil = :until',
              ConditionExpression:
                'attribute_exists(PK) AND (attribute_not_exists(laggingUntil) OR laggingUntil <= :now)',
              ExpressionAttributeValues: { ':until': until, ':now': seconds() },
            };
      try {
        await documents.send(new UpdateCommand({ TableName, Key, ...change }));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async count(room) {
      const query = { ...byPrefix(partitions.subscriptions(room)), Select: 'COUNT' } as const;
      let total = 0;
      for await (const { Count = 0 } of paginateQuery({ client: documents }, query)) total += Count;
      return total;
    },

    async ofUser(userId) {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          ...byPrefix(partitions.connections(userId)),
          ConsistentRead: true,
        }),
      );
      return Items.map((raw): Connection => {
        const { SK, rooms, ...rest } = connectionItem.parse(raw);
        return { userId, connectionId: connectionIdOf(SK), ...rest, ...(rooms && { upgraded: true }) };
      });
    },

    async scan(page, isEnough = () => false) {
      const segments = Array.from({ length: SCAN_SEGMENTS }, async (_, Segment) => {
        const scan = { TableName, Segment, TotalSegments: SCAN_SEGMENTS };
        for await (const { Items = [] } of paginateScan({ client: documents }, scan)) {
          await page(Items.map(toCensusItem));
          if (isEnough()) return;
        }
      });
      await Promise.all(segments);
    },
  };
}
