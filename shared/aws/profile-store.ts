import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { foldedName } from '../core/people/folded-name.ts';
import type { Person, ProfileStore } from '../core/people/ports.ts';
import { user } from '../protocol/index.ts';
import { batchGet } from './batch-get.ts';
import { keys, partitions, userIn } from './keys.ts';
import { queryPage } from './query-page.ts';

const profileItem = z.object({
  displayName: z.optional(z.string()),
  picture: z.optional(z.string()),
  status: z.optional(z.string()),
  // JSON as text, as in the log: numbers and depth stay as they came.
  data: z.optional(
    z.pipe(
      z.string(),
      z.transform((text): NonNullable<unknown> => JSON.parse(text)),
    ),
  ),
  hideLastSeen: z.optional(z.literal(true)),
  unlisted: z.optional(z.literal(true)),
});
const FIELDS = z.keyof(profileItem).options;
const accountItem = z.pipe(
  z.object({
    name: z.optional(z.string()),
    lastSeenAt: z.optional(z.number()),
    deniedUntil: z.optional(z.number()),
    deniedBefore: z.optional(z.number()),
  }),
  z.transform(({ name, lastSeenAt, ...denial }) => ({ name, lastSeenAt, denial })),
);
const listedItem = z.object({ by: user });
const keyed = z.looseObject({ PK: z.string(), SK: z.string() });

/** A user has two rows: the account, which every connect writes anyway, knows their name; the profile is what they said. */
export function profileStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): ProfileStore {
  return {
    async people(userIds, reader) {
      const Keys = userIds.flatMap(userId => [
        keys.account(userId),
        keys.profile(userId),
        keys.block(userId, reader),
      ]);
      const found = new Map<string, Person>();
      for (const raw of await batchGet(documents, TableName, Keys)) {
        const { PK, SK } = keyed.parse(raw);
        const userId = userIn(PK);
        const row =
          SK === keys.account(userId).SK
            ? accountItem.parse(raw)
            : SK === keys.profile(userId).SK
              ? profileItem.parse(raw)
              : { blocked: true as const };
        found.set(userId, { userId, ...found.get(userId), ...row });
      }
      return [...found.values()];
    },

    async change(userId, { data, ...rest }) {
      const change = { ...rest, data: data == null ? data : JSON.stringify(data) };
      const set = FIELDS.filter(field => change[field] != null);
      const gone = FIELDS.filter(field => change[field] === null);
      const named = [...set, ...gone];
      const expression = [
        ...(set.length > 0 ? [`SET ${set.map(field => `#${field} = :${field}`).join(', ')}`] : []),
        ...(gone.length > 0 ? [`REMOVE ${gone.map(field => `#${field}`).join(', ')}`] : []),
      ].join(' ');
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.profile(userId),
          ...(named.length > 0 && {
            UpdateExpression: expression,
            ExpressionAttributeNames: Object.fromEntries(named.map(field => [`#${field}`, field])),
          }),
          ...(set.length > 0 && {
            ExpressionAttributeValues: Object.fromEntries(set.map(field => [`:${field}`, change[field]])),
          }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return profileItem.parse(Attributes);
    },

    async list({ userId, name }) {
      // As `by`, so that an erasure finds it as all else that names a user.
      const Item = { ...keys.listedUser(foldedName(name), userId), by: { userId, name } };
      await documents.send(new PutCommand({ TableName, Item }));
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.account(userId),
          UpdateExpression: 'SET listedAs = :name',
          ExpressionAttributeValues: { ':name': name },
        }),
      );
    },

    async named(folded, { after, limit }) {
      const page = { ...partitions.people(folded), after, limit };
      const { items, next } = await queryPage(documents, TableName, page);
      return { items: items.map(item => listedItem.parse(item).by), next };
    },
  };
}
