import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { LinkStore } from '../core/rooms/ports.ts';
import { type User, user } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { keys, linkIn, partitions } from './keys.ts';
import { queryPage } from './query-page.ts';

const made = z.object({ by: user });
const linkItem = z.pipe(
  z.object({
    SK: z.string(),
    uses: z.number(),
    users: z.optional(z.set(z.string())),
    until: z.number(),
    by: user,
    at: z.number(),
  }),
  z.transform(({ SK, users, ...rest }) => ({ link: linkIn(SK), used: users?.size ?? 0, ...rest })),
);

/** A link keeps whom it let in, so that nobody is counted twice: some 4 KB at most. */
export function linkStore({
  documents,
  table: TableName,
  now,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): LinkStore {
  return {
    async create(room, { link, ...rest }) {
      const Item = { ...keys.link(room, link), ...rest, expiresAt: Math.ceil(rest.until / 1_000) };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    async list(room, { after, limit }) {
      const { items, next } = await queryPage(documents, TableName, {
        ...partitions.links(room),
        after: after === undefined ? undefined : keys.link(room, after).SK,
        limit,
        ConsistentRead: true,
      });
      return {
        items: items.map(item => linkItem.parse(item)).filter(({ until }) => until > now()),
        next: next && linkIn(next),
      };
    },

    async revoke(room, link) {
      await documents.send(new DeleteCommand({ TableName, Key: keys.link(room, link) }));
    },

    async use(room, link, userId, at) {
      let by: User | undefined;
      const update = new UpdateCommand({
        TableName,
        Key: keys.link(room, link),
        UpdateExpression: 'ADD #users :users',
        ConditionExpression:
          '#until > :now AND (attribute_not_exists(#users) OR contains(#users, :user) OR size(#users) < uses)',
        ExpressionAttributeNames: { '#users': 'users', '#until': 'until' },
        ExpressionAttributeValues: { ':users': new Set([userId]), ':user': userId, ':now': at },
        ReturnValues: 'ALL_NEW',
      });
      await tookEffect(
        documents.send(update).then(({ Attributes }) => {
          by = made.parse(Attributes).by;
        }),
      );
      return by;
    },
  };
}
