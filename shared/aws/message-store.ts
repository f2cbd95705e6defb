import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MessageStore } from '../core/ports.ts';
import { isDirect, type Message, type RoomKind } from '../protocol/index.ts';
import { isRoomKey, keys, ranges, seqOf } from './keys.ts';

const messageItem = z.object({
  SK: z.string(),
  epoch: z.string(),
  messageId: z.string(),
  from: z.object({ userId: z.string(), name: z.string() }),
  text: z.string().optional(),
  /** JSON as text: DynamoDB nests 32 levels only, and would round large numbers. */
  data: z.string().optional(),
  sentAt: z.number(),
  editedAt: z.number().optional(),
  deletedAt: z.number().optional(),
  expiresAt: z.number().optional(),
});
const roomItem = z.object({
  kind: z.enum(['open', 'public', 'private']),
  /** Of a log with no live message; counts until `epochUntil`, epoch seconds. */
  epoch: z.string().optional(),
  epochUntil: z.number().optional(),
});
const begunRoom = z.object({ epoch: z.string() });

const TAIL = 10;
const DAY_SECONDS = 86_400;
/**
 * How long an epoch waits for its first message. Shorter than any retention, so that a log which has lost every message
 * to its retention can't be taken for one that never had any: its epoch has run out before.
 */
const EPOCH_WAITS_SECONDS = DAY_SECONDS / 2;

export interface MessageStoreOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  /** Undefined keeps messages for ever. At least 1. */
  readonly retentionDays?: number | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function messageStore({ documents, table, retentionDays, now }: MessageStoreOptions): MessageStore {
  const TableName = table;
  const seconds = () => Math.floor(now() / 1000);

  async function query(
    { PK, low, high }: { PK: string; low: string; high: string },
    Limit: number,
    { ScanIndexForward = false, live = false, ConsistentRead = true } = {},
  ) {
    const items: Record<string, unknown>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
          ExpressionAttributeValues: {
            ':pk': PK,
            ':low': low,
            ':high': high,
            ...(live && { ':now': seconds() }),
          },
          ...(live && { FilterExpression: 'attribute_not_exists(expiresAt) OR expiresAt > :now' }),
          ConsistentRead,
          Limit: Limit - items.length,
          ScanIndexForward,
          ExclusiveStartKey,
        }),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey && items.length < Limit);
    return items;
  }

  /** Undefined where the message has outlived its retention. */
  function toMessage(room: string, raw: unknown): Message | undefined {
    const { SK, data, expiresAt, ...rest } = messageItem.parse(raw);
    if (expiresAt !== undefined && expiresAt <= seconds()) return undefined;
    return { room, seq: seqOf(SK), ...rest, ...(data !== undefined && { data: JSON.parse(data) }) };
  }

  /** Descending items as an ascending run: it ends where a message is missing, so a range never hides a hole. */
  function run(room: string, descending: readonly unknown[]): Message[] {
    const messages: Message[] = [];
    for (const raw of descending) {
      const message = toMessage(room, raw);
      const next = messages.at(-1);
      if (!message || (next && message.seq !== next.seq - 1)) break;
      messages.push(message);
    }
    return messages.reverse();
  }

  const kindOf = (room: string, raw: unknown): RoomKind =>
    isDirect(room) ? 'dm' : raw === undefined ? 'open' : roomItem.parse(raw).kind;

  return {
    async kind(room) {
      const { Item } = await documents.send(new GetCommand({ TableName, Key: keys.room(room) }));
      return kindOf(room, Item);
    },

    async log(room) {
      const items = await query(ranges.log(room), TAIL + 1);
      const roomRaw = items.find(item => isRoomKey(String(item.SK)));
      const descending = items.filter(item => item !== roomRaw).slice(0, TAIL);
      const tail = run(room, descending);
      const head = descending[0] ? seqOf(messageItem.parse(descending[0]).SK) : 0;
      const begun = roomRaw && roomItem.parse(roomRaw);
      const waiting = (begun?.epochUntil ?? 0) > seconds() ? begun?.epoch : undefined;
      return { kind: kindOf(room, roomRaw), epoch: tail.at(-1)?.epoch ?? waiting, head, tail };
    },

    async head(room) {
      const items = await query(ranges.log(room), 2, { ConsistentRead: false });
      const roomRaw = items.find(item => isRoomKey(String(item.SK)));
      const [newest] = items.filter(item => item !== roomRaw);
      return { kind: kindOf(room, roomRaw), head: newest ? seqOf(messageItem.parse(newest).SK) : 0 };
    },

    async begin(room) {
      const epoch = randomUUID().slice(0, 8);
      try {
        const { Attributes } = await documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.room(room),
            UpdateExpression:
              'SET epoch = :epoch, epochUntil = :until, kind = if_not_exists(kind, :open), createdAt = if_not_exists(createdAt, :ms)',
            ConditionExpression: 'attribute_not_exists(epochUntil) OR epochUntil <= :now',
            ExpressionAttributeValues: {
              ':epoch': epoch,
              ':until': seconds() + EPOCH_WAITS_SECONDS,
              ':open': 'open',
              ':ms': now(),
              ':now': seconds(),
            },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return begunRoom.parse(Attributes).epoch;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const { Item } = await documents.send(
          new GetCommand({ TableName, Key: keys.room(room), ConsistentRead: true }),
        );
        return begunRoom.parse(Item).epoch;
      }
    },

    async append({ room, seq, data, ...rest }) {
      const Item = {
        ...keys.message(room, seq),
        ...rest,
        ...(data !== undefined && { data: JSON.stringify(data) }),
        ...(retentionDays && { expiresAt: Math.floor(rest.sentAt / 1000) + retentionDays * DAY_SECONDS }),
      };
      try {
        await documents.send(
          new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async from(room, from, limit) {
      const items = await query(ranges.messages(room, from), limit, { ScanIndexForward: true, live: true });
      return run(room, items.reverse());
    },

    async before(room, before, limit) {
      const range = ranges.messages(room, 1, before - 1);
      return before <= 1 ? [] : run(room, await query(range, limit));
    },

    async replace({ room, seq, data, ...rest }) {
      const { text, editedAt, deletedAt } = rest;
      const values = {
        ...(text !== undefined && { text }),
        ...(data !== undefined && { data: JSON.stringify(data) }),
        ...(editedAt !== undefined && { editedAt }),
        ...(deletedAt !== undefined && { deletedAt }),
      };
      const names = ['text', 'data', 'editedAt', 'deletedAt'];
      const set = Object.keys(values).map(name => `#${name} = :${name}`);
      const remove = names.filter(name => !(name in values)).map(name => `#${name}`);
      try {
        await documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.message(room, seq),
            UpdateExpression: `SET ${set.join(', ')} REMOVE ${remove.join(', ')}`,
            // A tombstone is for good.
            ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(#deletedAt)',
            ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
            ExpressionAttributeValues: Object.fromEntries(
              Object.entries(values).map(([name, value]) => [`:${name}`, value]),
            ),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
