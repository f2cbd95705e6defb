import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Trace, TraceStore } from '../core/people/erasure-ports.ts';
import { ProtocolError } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { isListedUser, keys, roomIn, seqOf } from './keys.ts';

const ROWS = 1_000;

/** No access token of Cognito lives longer. Later, a token of before a denial is refused because it has expired. */
const LONGEST_TOKEN_SECONDS = 86_400; // a day

/** In whose name everything is that an erased user wrote. */
const ERASED = { userId: 'erased', name: 'Erased' } as const;

/** The attributes that name a user. */
const NAMED = ['from', 'by', 'invitedBy', 'bannedBy'] as const;

const keyItem = z.strictObject({ PK: z.string(), SK: z.string() });
const row = z.looseObject({ PK: z.string(), SK: z.string() });
const named = z.looseObject({ userId: z.string() });
const change = z.object({ change: z.literal('edited'), target: z.number() });
const edited = z.object({ edits: z.set(z.number()) });
const account = z.object({ deniedUntil: z.optional(z.number()) });
const message = z.object({
  messageId: z.string(),
  from: z.object({ userId: z.string(), server: z.optional(z.boolean()) }),
  sentAt: z.number(),
  deletedAt: z.optional(z.number()),
});
const author = z.object({ from: named });

function keyAt(cursor: string): z.infer<typeof keyItem> {
  try {
    return keyItem.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new ProtocolError('BAD_REQUEST', 'This cursor is none that a page ended with.', {
      issues: [{ path: 'after', message: 'is not the `next` of a page' }],
    });
  }
}

/** What a user wrote, where they belong, and what is kept of them, in the `messages` table. */
export function traceStore({
  documents,
  table: TableName,
}: {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
}): TraceStore {
  const isOf = (value: unknown, userId: string) => named.safeParse(value).data?.userId === userId;

  /** An edit of somebody else's message keeps its words, which are that message's now. */
  async function editsOwn(trace: Trace, userId: string): Promise<boolean> {
    const { data } = change.safeParse(trace);
    if (!data) return false;
    const Key = keys.message(roomIn(trace.PK), data.target);
    const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    const from = author.safeParse(Item).data?.from.userId;
    return from === undefined || from === userId || from === ERASED.userId;
  }

  /** What others, who may, made of the user's message is gone with it. */
  const scrubEdits = (trace: Trace, at: number) =>
    Promise.all(
      [...(edited.safeParse(trace).data?.edits ?? [])].map(seq =>
        update(keys.message(roomIn(trace.PK), seq), 'SET deletedAt = :at REMOVE #text, #data', {
          ExpressionAttributeNames: { '#text': 'text', '#data': 'data' },
          ExpressionAttributeValues: { ':at': at },
        }),
      ),
    );

  const update = (key: object, UpdateExpression: string, rest: object) =>
    tookEffect(
      documents.send(
        new UpdateCommand({
          TableName,
          Key: { ...key },
          UpdateExpression,
          ConditionExpression: 'attribute_exists(PK)',
          ...rest,
        }),
      ),
    );

  return {
    async page(userId, after) {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new ScanCommand({
          TableName,
          Limit: ROWS,
          FilterExpression: [
            ...NAMED.map(name => `#${name}.userId = :user`),
            'SK = :member',
            'PK = :account',
            '(PK IN (:denied, :bans) AND SK = :user)',
          ].join(' OR '),
          ExpressionAttributeNames: Object.fromEntries(NAMED.map(name => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ':user': userId,
            ':member': keys.member('', userId).SK,
            ':account': keys.account(userId).PK,
            ':denied': keys.denied(userId).PK,
            ':bans': keys.ban(userId).PK,
          },
          ...(after !== undefined && { ExclusiveStartKey: keyAt(after) }),
        }),
      );
      const next = LastEvaluatedKey && Buffer.from(JSON.stringify(LastEvaluatedKey)).toString('base64url');
      return { traces: Items.map(item => row.parse(item)), ...(next !== undefined && { next }) };
    },

    messageIn(userId, trace, since) {
      const { data } = message.safeParse(trace);
      if (!data || data.from.userId !== userId || data.from.server || data.sentAt < since) return undefined;
      return data.deletedAt === undefined ? { room: roomIn(trace.PK), seq: seqOf(trace.SK) } : undefined;
    },

    placeOf: (userId, trace) =>
      'messageId' in trace && isOf(trace.from, userId)
        ? { room: roomIn(trace.PK), seq: seqOf(trace.SK) }
        : undefined,

    async erase(userId, trace, at) {
      const { PK, SK } = trace;
      const theirs =
        SK === keys.member('', userId).SK ||
        (PK === keys.account(userId).PK && SK !== 'ACCOUNT') ||
        // In the directory.
        isListedUser(PK) ||
        // A report quotes them.
        ('excerpt' in trace && isOf(trace.from, userId));
      if (theirs) {
        await documents.send(new DeleteCommand({ TableName, Key: { PK, SK } }));
        return;
      }
      // What keeps them out stays for its time, without their name.
      if (PK === keys.account(userId).PK) {
        const { deniedUntil = 0 } = account.parse(trace);
        await update({ PK, SK }, 'SET expiresAt = :expiry REMOVE #name, #open, lastSeenAt, listedAs', {
          ExpressionAttributeNames: { '#name': 'name', '#open': 'open' },
          ExpressionAttributeValues: {
            ':expiry': Math.max(deniedUntil, Math.ceil(at / 1_000)) + LONGEST_TOKEN_SECONDS,
          },
        });
        return;
      }
      const names = NAMED.filter(name => isOf(trace[name], userId));
      if (names.length === 0) return;
      const isMessage = isOf(trace.from, userId);
      if (isMessage) await scrubEdits(trace, at);
      const isGone = isMessage || (await editsOwn(trace, userId));
      const set = names.map(name => `#${name} = :erased`);
      await update(
        { PK, SK },
        `SET ${[...set, ...(isGone ? ['deletedAt = if_not_exists(deletedAt, :at)'] : [])].join(', ')}${
          isGone ? ' REMOVE #text, #data, editedAt, edits' : 'address' in trace ? ' REMOVE address' : ''
        }`,
        {
          ExpressionAttributeNames: {
            ...Object.fromEntries(names.map(name => [`#${name}`, name])),
            ...(isGone && { '#text': 'text', '#data': 'data' }),
          },
          ExpressionAttributeValues: { ':erased': ERASED, ...(isGone && { ':at': at }) },
        },
      );
    },
  };
}
