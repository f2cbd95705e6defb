import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { AccountStore, Denial } from '../core/ports.ts';
import { LIMITS, user } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { accountEntry, keys, openConnection, partitions } from './keys.ts';

/** A connection ends within two hours. Later, a denial leaves nothing for the sweeper to close. */
const LISTED_SECONDS = LIMITS.connectionSeconds + 600;

const accountItem = z.object({ open: z.optional(z.set(z.string())), listedAs: z.optional(z.string()) });
const deniedItem = z.object({
  /** The user. */
  SK: z.string(),
  deniedUntil: z.optional(z.number()),
  deniedBefore: z.optional(z.number()),
  expiresAt: z.number(),
});

const banItem = z.pipe(
  z.object({ SK: z.string(), until: z.number(), reason: z.optional(z.string()), by: user, at: z.number() }),
  z.transform(({ SK, ...ban }) => ({ userId: SK, ...ban })),
);

const NOT_BANNED = 'attribute_not_exists(deniedUntil) OR deniedUntil <= :now';

export interface AccountStoreOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Who may connect, which connections were opened, and how the user was called at the last one: one item per user in the
 * `messages` table, since it outlives connections. The users who were denied lately are listed in a partition of their own, which one query reads.
 */
export function accountStore({ documents, table: TableName, now }: AccountStoreOptions): AccountStore {
  const seconds = () => Math.floor(now() / 1000);

  /** After the denial itself, so that nobody who is listed can come back meanwhile. */
  async function list(userId: string, name: keyof Denial, value: number): Promise<void> {
    await documents.send(
      new UpdateCommand({
        TableName,
        Key: keys.denied(userId),
        UpdateExpression: `SET ${name} = :value, expiresAt = :expiry`,
        ExpressionAttributeValues: { ':value': value, ':expiry': seconds() + LISTED_SECONDS },
      }),
    );
  }

  /** Events may come in any order: the latest counts. */
  const setTokensBefore = (userId: string, before: number): Promise<boolean> =>
    tookEffect(
      documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.account(userId),
          UpdateExpression: 'SET deniedBefore = :before REMOVE expiresAt',
          ConditionExpression: 'attribute_not_exists(deniedBefore) OR deniedBefore <= :before',
          ExpressionAttributeValues: { ':before': before },
        }),
      ),
    );

  return {
    async admit(connection, counted) {
      const update = new UpdateCommand({
        TableName,
        Key: keys.account(connection.userId),
        // Of a user who was erased, and comes back.
        UpdateExpression: `SET #name = :name, lastSeenAt = :at REMOVE expiresAt${counted ? ' ADD #open :entry' : ''}`,
        ConditionExpression: `(${NOT_BANNED}) AND (attribute_not_exists(deniedBefore) OR deniedBefore <= :issued)`,
        ExpressionAttributeNames: { '#name': 'name', ...(counted && { '#open': 'open' }) },
        ExpressionAttributeValues: {
          ':now': seconds(),
          ':issued': connection.issuedAt ?? 0,
          ':name': connection.name,
          ':at': connection.connectedAt,
          ...(counted && { ':entry': new Set([accountEntry(connection)]) }),
        },
        ReturnValues: 'ALL_NEW',
      });
      let account: z.infer<typeof accountItem> = {};
      const admitted = await tookEffect(
        documents.send(update).then(({ Attributes }) => {
          account = accountItem.parse(Attributes);
        }),
      );
      if (!admitted) return undefined;
      const { open = [], listedAs } = account;
      return { open: [...open].map(openConnection), listedAs };
    },

    async forget(userId, connections) {
      if (connections.length === 0) return;
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.account(userId),
          UpdateExpression: 'DELETE #open :entries',
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: { ':entries': new Set(connections.map(accountEntry)) },
        }),
      );
    },

    async ban({ until: untilMs, userId, ...ban }) {
      const until = Math.ceil(untilMs / 1_000);
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.account(userId),
          UpdateExpression: 'SET deniedUntil = :until REMOVE expiresAt',
          ExpressionAttributeValues: { ':until': until },
        }),
      );
      await list(userId, 'deniedUntil', until);
      await documents.send(
        new PutCommand({
          TableName,
          Item: { ...keys.ban(userId), ...ban, until: untilMs, expiresAt: until },
        }),
      );
    },

    async lift(userId) {
      await documents.send(new DeleteCommand({ TableName, Key: keys.ban(userId) }));
      for (const Key of [keys.account(userId), keys.denied(userId)])
        await tookEffect(
          documents.send(
            new UpdateCommand({
              TableName,
              Key,
              UpdateExpression: 'REMOVE deniedUntil',
              ConditionExpression: 'attribute_exists(PK)',
            }),
          ),
        );
    },

    async bans({ after, limit }) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': partitions.bans },
          // Asked for again by who has just changed it.
          ConsistentRead: true,
          Limit: limit,
          ...(after !== undefined && { ExclusiveStartKey: keys.ban(after) }),
        }),
      );
      const items = Items.map(item => banItem.parse(item)).filter(({ until }) => until > now());
      return { items, next: LastEvaluatedKey && String(LastEvaluatedKey.SK) };
    },

    async banOf(userId) {
      const { Item } = await documents.send(new GetCommand({ TableName, Key: keys.ban(userId) }));
      const ban = Item && banItem.parse(Item);
      return ban && ban.until > now() ? ban : undefined;
    },

    async refuseTokens(userId, before) {
      if (await setTokensBefore(userId, before)) await list(userId, 'deniedBefore', before);
    },

    async denials() {
      const query = {
        TableName,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': partitions.denied },
      };
      const found = new Map<string, Denial>();
      for await (const { Items = [] } of paginateQuery({ client: documents }, query))
        for (const raw of Items) {
          const { SK, expiresAt, ...denial } = deniedItem.parse(raw);
          if (expiresAt > seconds()) found.set(SK, denial);
        }
      return found;
    },
  };
}
