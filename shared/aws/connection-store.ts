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
import * as z from 'zod/mini';
import type { CensusItem, Connection, ConnectionStore, Subscription } from '../core/ports.ts';
import { isDirect } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { connectionIdOf, keys, partitions, roomIn, subscriptionRange, userIn } from './keys.ts';

const subscriptionItem = z.object({
  SK: z.string(),
  userId: z.string(),
  name: z.string(),
  joinedAt: z.number(),
  expiresAt: z.number(),
  laggingUntil: z.optional(z.number()),
  viewUntil: z.optional(z.number()),
  /** Of a join that has yet to be checked: only `subscribers` may be asked for it. */
  pending: z.optional(z.boolean()),
});
const connectionItem = z.object({
  SK: z.string(),
  name: z.string(),
  groups: z.array(z.string()),
  connectedAt: z.number(),
  issuedAt: z.optional(z.number()),
  rooms: z.optional(z.set(z.string())),
  address: z.optional(z.string()),
  agent: z.optional(z.string()),
  expiresAt: z.number(),
  laggingUntil: z.optional(z.number()),
  directViewUntil: z.optional(z.number()),
  directView: z._default(z.set(z.string()), new Set()),
});
const censusItem = z.object({
  PK: z.string(),
  SK: z.string(),
  /** Of a subscription; a connection has its user in its key. */
  userId: z.optional(z.string()),
  name: z.string(),
  /** Of a connection. */
  connectedAt: z._default(z.number(), 0),
  issuedAt: z.optional(z.number()),
  rooms: z.optional(z.set(z.string())),
  expiresAt: z.number(),
});
const closedItem = z.object({ rooms: z.optional(z.set(z.string())) });

/** Enough for a million connections in about a minute, at 4 KB a read unit. */
const SCAN_SEGMENTS = 4;

/** TTL deletes up to two days late: what has expired is as good as gone. */
const UNEXPIRED = 'expiresAt > :now';
/** So long after its end a connection is still ended by hand: the clock that says it is over may be ahead. */
const ENDED_BY_HAND_SECONDS = 300;
/** A subscription that counts. */
const IN_FORCE = `${UNEXPIRED} AND attribute_not_exists(pending)`;

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

  const byPrefix = (
    { PK, prefix }: { PK: string; prefix: string },
    FilterExpression: string,
    at = seconds(),
  ) => ({
    TableName,
    KeyConditionExpression: 'PK = :pk AND begins_with(SK, :prefix)',
    FilterExpression,
    ExpressionAttributeValues: { ':pk': PK, ':prefix': prefix, ':now': at },
  });
  const whenToEnd = () => seconds() - ENDED_BY_HAND_SECONDS;

  const toSubscription = (room: string, raw: unknown): Subscription => {
    const { SK, pending: _, ...rest } = subscriptionItem.parse(raw);
    return { room, connectionId: connectionIdOf(SK), ...rest };
  };

  /** False if there was none, or none in force. */
  async function removeSubscription(room: string, connectionId: string): Promise<boolean> {
    const { Attributes } = await documents.send(
      new DeleteCommand({
        TableName,
        Key: keys.subscription(room, connectionId),
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes !== undefined && subscriptionItem.parse(Attributes).pending !== true;
  }

  const updateConnection = (userId: string, connectionId: string, update: object): Promise<boolean> =>
    tookEffect(
      documents.send(new UpdateCommand({ TableName, Key: keys.connection(userId, connectionId), ...update })),
    );

  /** Adds a room to the connection's own list, by which `close` finds its subscriptions. Returns why it can't. */
  async function listRoom(
    userId: string,
    connectionId: string,
    room: string,
    most: number,
  ): Promise<'ended' | 'full' | undefined> {
    const listed = await updateConnection(userId, connectionId, {
      UpdateExpression: 'ADD rooms :rooms',
      // Without the first, a late update would bring a closed connection back to life.
      ConditionExpression:
        'attribute_exists(PK) AND (attribute_not_exists(rooms) OR size(rooms) < :most OR contains(rooms, :room))',
      ExpressionAttributeValues: { ':rooms': new Set([room]), ':room': room, ':most': most },
    });
    if (listed) return undefined;
    const { Item } = await documents.send(
      new GetCommand({
        TableName,
        Key: keys.connection(userId, connectionId),
        ProjectionExpression: 'PK',
        ConsistentRead: true,
      }),
    );
    return Item ? 'full' : 'ended';
  }

  const unlistRoom = (userId: string, connectionId: string, room: string): Promise<boolean> =>
    updateConnection(userId, connectionId, {
      UpdateExpression: 'DELETE rooms :rooms',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':rooms': new Set([room]) },
    });

  /**
   * Writes a subscription that counts only once it is confirmed; leaves one that is in force as it is, and not lagging. True
   * if there was none.
   */
  async function putPending({ room, connectionId, ...rest }: Subscription): Promise<boolean> {
    const Key = keys.subscription(room, connectionId);
    const put = new PutCommand({
      TableName,
      Item: { ...Key, ...rest, pending: true },
      ConditionExpression: 'attribute_not_exists(PK) OR attribute_exists(pending)',
    });
    const renew = new UpdateCommand({
      TableName,
      Key,
      ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(pending)',
      ...(rest.viewUntil === undefined
        ? { UpdateExpression: 'REMOVE laggingUntil, viewUntil' }
        : {
            UpdateExpression: 'SET viewUntil = :view REMOVE laggingUntil',
            ExpressionAttributeValues: { ':view': rest.viewUntil },
          }),
    });
    if (await tookEffect(documents.send(put))) return true;
    if (await tookEffect(documents.send(renew))) return false;
    // Taken away in between. If it is there again, the confirmation finds it.
    return tookEffect(documents.send(put));
  }

  /** Writes a subscription that counts at once. True if there was none. */
  async function putInForce({ room, connectionId, ...rest }: Subscription): Promise<boolean> {
    const Item = { ...keys.subscription(room, connectionId), ...rest };
    const { Attributes } = await documents.send(new PutCommand({ TableName, Item, ReturnValues: 'ALL_OLD' }));
    return Attributes === undefined;
  }

  return {
    async open({ connectionId, userId, ...rest }) {
      const { name, groups, connectedAt, issuedAt, expiresAt, address, agent } = rest;
      const Item = {
        ...keys.connection(userId, connectionId),
        name,
        groups,
        connectedAt,
        issuedAt,
        expiresAt,
        ...(address !== undefined && { address }),
        ...(agent !== undefined && { agent }),
      };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async close(userId, connectionId, before) {
      const { Attributes } = await documents.send(
        new DeleteCommand({
          TableName,
          Key: keys.connection(userId, connectionId),
          ReturnValues: 'ALL_OLD',
        }),
      );
      if (!Attributes) return undefined;
      const rooms = [...(closedItem.parse(Attributes).rooms ?? [])];
      await before?.(rooms);
      const inForce = await Promise.all(rooms.map(room => removeSubscription(room, connectionId)));
      return rooms.filter((_, index) => inForce[index]);
    },

    async subscribe(subscription, { most = Number.MAX_SAFE_INTEGER, pending = false } = {}) {
      // The list first, so that a room over the limit is refused before anything is written. If the connection is closed
      // before the subscription is written, that one is left alone: the sweeper deletes it, or the first post to it.
      const { userId, connectionId, room } = subscription;
      const refused = await listRoom(userId, connectionId, room, most);
      if (refused) return refused;
      const isNew = await (pending ? putPending(subscription) : putInForce(subscription));
      return isNew ? 'subscribed' : 'renewed';
    },

    async confirm(room, connectionId) {
      let wasPending = false;
      const update = new UpdateCommand({
        TableName,
        Key: keys.subscription(room, connectionId),
        UpdateExpression: 'REMOVE pending',
        // Without this, a subscription that was taken away would come back, without a user.
        ConditionExpression: 'attribute_exists(PK)',
        ReturnValues: 'ALL_OLD',
      });
      const confirmed = await tookEffect(
        documents.send(update).then(({ Attributes }) => {
          wasPending = subscriptionItem.parse(Attributes).pending === true;
        }),
      );
      if (!confirmed) return undefined;
      return wasPending ? 'confirmed' : 'renewed';
    },

    async unsubscribe(userId, connectionId, room) {
      const removed = await removeSubscription(room, connectionId);
      try {
        await unlistRoom(userId, connectionId, room);
      } catch (error) {
        // The user has left, and the others must be told. The list is right again after the next join, or the close.
        if (!removed) throw error;
      }
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
      const { pending, expiresAt } = subscriptionItem.parse(Item);
      return !pending && expiresAt > seconds() ? toSubscription(room, Item) : undefined;
    },

    async *subscribers(room, { after, upTo, page, toEnd = false } = {}) {
      const { PK, low, high } = subscriptionRange(room, after, upTo);
      const query = {
        TableName,
        KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
        FilterExpression: toEnd ? UNEXPIRED : IN_FORCE,
        ExpressionAttributeValues: {
          ':pk': PK,
          ':low': low,
          ':high': high,
          ':now': toEnd ? whenToEnd() : seconds(),
        },
        ConsistentRead: true,
        Limit: page,
      };
      for await (const { Items = [] } of paginateQuery({ client: documents }, query))
        yield Items.map(item => toSubscription(room, item));
    },

    async cut(room, size) {
      const query = {
        ...byPrefix(partitions.subscriptions(room), IN_FORCE),
        ProjectionExpression: 'SK',
        Limit: size,
      };
      const ends: string[] = [];
      for await (const { LastEvaluatedKey } of paginateQuery({ client: documents }, query))
        if (LastEvaluatedKey) ends.push(connectionIdOf(String(LastEvaluatedKey.SK)));
      return ends;
    },

    async atMost(room, limit, consistency = 'strong') {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          ...byPrefix(partitions.subscriptions(room), IN_FORCE),
          ConsistentRead: consistency === 'strong',
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
          ? {
              UpdateExpression: 'REMOVE laggingUntil',
              ConditionExpression: IN_FORCE,
              ExpressionAttributeValues: { ':now': seconds() },
            }
          : {
              UpdateExpression: 'SET laggingUntil = :until',
              ConditionExpression: `${IN_FORCE} AND (attribute_not_exists(laggingUntil) OR laggingUntil <= :now)`,
              ExpressionAttributeValues: { ':until': until, ':now': seconds() },
            };
      return tookEffect(documents.send(new UpdateCommand({ TableName, Key, ...change })));
    },

    setView: ({ room, connectionId }, viewUntil) =>
      tookEffect(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.subscription(room, connectionId),
            UpdateExpression: 'SET viewUntil = :view',
            ConditionExpression: IN_FORCE,
            ExpressionAttributeValues: { ':view': viewUntil, ':now': seconds() },
          }),
        ),
      ),

    setDirectView: ({ userId, connectionId }, { rooms, until }) =>
      updateConnection(userId, connectionId, {
        // A set can't be empty.
        UpdateExpression:
          rooms.size > 0
            ? 'SET directViewUntil = :until, directView = :rooms'
            : 'SET directViewUntil = :until REMOVE directView',
        ConditionExpression: UNEXPIRED,
        ExpressionAttributeValues: {
          ':until': until,
          ':now': seconds(),
          ...(rooms.size > 0 && { ':rooms': rooms }),
        },
      }),

    async ofUser(userId, { toEnd = false } = {}) {
      const at = toEnd ? whenToEnd() : seconds();
      const query = {
        ...byPrefix(partitions.connections(userId), UNEXPIRED, at),
        ConsistentRead: true,
      };
      const found: Connection[] = [];
      for await (const { Items = [] } of paginateQuery({ client: documents }, query))
        for (const raw of Items) {
          const { SK, rooms, directViewUntil: until, directView, ...rest } = connectionItem.parse(raw);
          found.push({
            userId,
            connectionId: connectionIdOf(SK),
            ...rest,
            ...(rooms && { upgraded: true, inRooms: rooms }),
            ...(until !== undefined && { directView: { rooms: directView, until } }),
          });
        }
      return found;
    },

    async scan(page, isEnough = () => false) {
      const segments = Array.from({ length: SCAN_SEGMENTS }, async (_, Segment) => {
        const scan = { TableName, Segment, TotalSegments: SCAN_SEGMENTS };
        for await (const { Items = [] } of paginateScan({ client: documents }, scan)) {
          await page(Items.map(toCensusItem), Segment);
          if (isEnough()) return;
        }
      });
      await Promise.all(segments);
    },
  };
}
