import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { LOG_TAIL, type MessageStore, type RoomState } from '../core/ports.ts';
import { type Change, type Entry, isChange, isDirect, isMessage } from '../protocol/index.ts';
import { tookEffect } from './conditional.ts';
import { begunRoom, entryOf, isLive, itemOf, ordinalIn, roomItem, targetItem } from './items.ts';
import { isRoomKey, keys, ranges, seqOf } from './keys.ts';

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

type Item = Record<string, unknown>;
interface Range {
  readonly PK: string;
  readonly low: string;
  readonly high: string;
}

export function messageStore({ documents, table, retentionDays, now }: MessageStoreOptions): MessageStore {
  const TableName = table;
  const seconds = () => Math.floor(now() / 1000);
  const expiry = (at: number) => retentionDays && Math.floor(at / 1000) + retentionDays * DAY_SECONDS;

  /** Reads no more than `Limit` items, whatever is in them: an expired one costs as much as another. */
  async function query(
    { PK, low, high }: Range,
    Limit: number,
    { ScanIndexForward = false, ConsistentRead = true } = {},
  ): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
          ExpressionAttributeValues: { ':pk': PK, ':low': low, ':high': high },
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

  /** Descending items as an ascending run: it ends where an entry is missing, so a range never hides a hole. */
  function run(room: string, descending: readonly Item[]): Entry[] {
    const entries: Entry[] = [];
    for (const item of descending) {
      const next = entries.at(-1);
      if (!isLive(item, seconds()) || (next && seqOf(String(item.SK)) !== next.seq - 1)) break;
      entries.push(entryOf(room, item));
    }
    return entries.reverse();
  }

  function stateOf(room: string, item: Item | undefined): RoomState {
    const {
      kind = 'open',
      opened = false,
      epoch: _epoch,
      epochUntil: _until,
      deletedAt,
      blockedBy,
      ...rest
    } = item ? roomItem.parse(item) : {};
    if (isDirect(room)) return { kind: 'dm', settled: opened, ...(blockedBy && { blocked: true }) };
    if (deletedAt !== undefined) return { kind: 'deleted', settled: true };
    return { kind, settled: kind === 'public' || opened, ...rest };
  }

  async function newest(room: string, ConsistentRead: boolean, count: number) {
    const items = await query(ranges.log(room), count + 1, { ConsistentRead });
    const roomRow = items.find(item => isRoomKey(String(item.SK)));
    const entries = items.filter(item => item !== roomRow).slice(0, count);
    const [last] = entries;
    const head = last ? seqOf(String(last.SK)) : 0;
    const state = stateOf(room, roomRow);
    // An open room with a log is one that somebody spoke in, also if that was before rooms were marked.
    const settled = state.settled || (state.kind === 'open' && head > 0);
    return { ...state, settled, head, ordinal: last ? ordinalIn(last) : 0, entries, roomRow };
  }

  const update = (room: string, seq: number, input: object) =>
    documents.send(new UpdateCommand({ TableName, Key: keys.message(room, seq), ...input }));

  /** The content of an edit whose message was deleted. */
  const scrub = (room: string, seq: number, deletedAt: number) =>
    tookEffect(
      update(room, seq, {
        UpdateExpression: 'SET deletedAt = :at REMOVE #text, #data',
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeNames: { '#text': 'text', '#data': 'data' },
        ExpressionAttributeValues: { ':at': deletedAt },
      }),
    );

  /** The message remembers its edits until they are empty, so that another can go on where this function dies. */
  async function scrubEdits(room: string, seq: number, edits: ReadonlySet<number>, at: number) {
    if (edits.size === 0) return;
    await Promise.all([...edits].map(edit => scrub(room, edit, at)));
    const still = { ConditionExpression: 'attribute_exists(PK)' };
    await tookEffect(update(room, seq, { UpdateExpression: 'REMOVE edits', ...still }));
  }

  async function targetOf(room: string, seq: number) {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.message(room, seq), ConsistentRead: true }),
    );
    if (!Item || !isLive(Item, seconds())) return undefined;
    const entry = entryOf(room, Item);
    if (!isMessage(entry)) return undefined;
    const { changeSeq = 0, edits } = targetItem.parse(Item);
    return { message: entry, changeSeq, edits };
  }

  return {
    async kind(room) {
      const { Item } = await documents.send(new GetCommand({ TableName, Key: keys.room(room) }));
      return stateOf(room, Item);
    },

    async log(room) {
      const { entries, roomRow, ...log } = await newest(room, true, LOG_TAIL);
      const tail = run(room, entries);
      const begun = roomRow && roomItem.parse(roomRow);
      const waiting = (begun?.epochUntil ?? 0) > seconds() ? begun?.epoch : undefined;
      return { ...log, epoch: tail.at(-1)?.epoch ?? waiting, tail };
    },

    async head(room) {
      const { kind, head, ordinal, entries } = await newest(room, false, 1);
      const [last] = entries;
      return { kind, head, ordinal, epoch: last && entryOf(room, last).epoch };
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

    claim: room =>
      tookEffect(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.room(room),
            UpdateExpression: 'SET opened = :true, kind = if_not_exists(kind, :open)',
            ConditionExpression: 'attribute_not_exists(createdBy)',
            ExpressionAttributeValues: { ':true': true, ':open': 'open' },
          }),
        ),
      ),

    append(entry) {
      const expiresAt = expiry(madeAt(entry));
      const Item = {
        ...keys.message(entry.room, entry.seq),
        ...itemOf(entry),
        ...(expiresAt && { expiresAt }),
      };
      return tookEffect(
        documents.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' })),
      );
    },

    async from(room, from, limit) {
      const items = await query(ranges.messages(room, from), limit, { ScanIndexForward: true });
      return run(room, items.reverse());
    },

    async before(room, before, limit) {
      const range = ranges.messages(room, 1, before - 1);
      return before <= 1 ? [] : run(room, await query(range, limit));
    },

    async at(room, seq) {
      const [item] = await query(ranges.messages(room, 1, seq), 1);
      if (!item) return undefined;
      const { seq: found, ordinal = found, epoch } = entryOf(room, item);
      return { seq: found, ordinal, epoch };
    },

    async find(room, seq) {
      const found = await targetOf(room, seq);
      return found && { ...found, edits: found.edits.size };
    },

    async reaches(room, seq) {
      if (!retentionDays) return true;
      const Key = keys.message(room, seq);
      const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item !== undefined && isLive(Item, seconds());
    },

    markRepushed: (room, seq, everyMs) =>
      tookEffect(
        update(room, seq, {
          UpdateExpression: 'SET repushedAt = :now, repushedBy = :by',
          // A time that lies ahead was stamped by a clock that is wrong: it holds nothing up. It may be this very write,
          // which the SDK repeats if its reply got lost.
          ConditionExpression:
            'attribute_exists(PK) AND (attribute_not_exists(repushedAt) OR repushedAt <= :before OR repushedAt > :now OR repushedBy = :by)',
          ExpressionAttributeValues: { ':now': now(), ':before': now() - everyMs, ':by': randomUUID() },
        }),
      ),

    async unmarkRepushed(room, seq) {
      await tookEffect(
        update(room, seq, {
          UpdateExpression: 'REMOVE repushedAt, repushedBy',
          ConditionExpression: 'attribute_exists(PK)',
        }),
      );
    },

    async change(change) {
      const { room, seq, target } = change;
      const at = changedAt(change);
      const isEdit = change.type === 'edited';
      const content = isEdit ? itemOf(change) : {};
      const kept = (['text', 'data'] as const).filter(name => content[name] !== undefined);
      const gone = (['text', 'data'] as const).filter(name => content[name] === undefined);
      const set = [...kept.map(name => `#${name} = :${name}`), 'changeSeq = :seq', '#at = :at'];
      try {
        const { Attributes } = await update(room, target, {
          UpdateExpression: `SET ${set.join(', ')} REMOVE ${[
            ...gone.map(name => `#${name}`),
            ...(isEdit ? [] : ['editedAt']),
          ].join(', ')}${isEdit ? ' ADD edits :own' : ''}`,
          // A tombstone is for good, and of two edits the later in the log counts.
          ConditionExpression: `attribute_exists(messageId) AND attribute_not_exists(deletedAt)${isEdit ? ' AND (attribute_not_exists(changeSeq) OR changeSeq < :seq)' : ''}`,
          ExpressionAttributeNames: {
            '#text': 'text',
            '#data': 'data',
            '#at': isEdit ? 'editedAt' : 'deletedAt',
          },
          ExpressionAttributeValues: {
            ':seq': seq,
            ':at': at,
            ...(isEdit && { ':own': new Set([seq]) }),
            ...Object.fromEntries(kept.map(name => [`:${name}`, content[name]])),
          },
          ReturnValues: 'ALL_OLD',
        });
        if (!isEdit) await scrubEdits(room, target, targetItem.parse(Attributes).edits, at);
        return change;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      const found = await targetOf(room, target);
      const deletedAt = found ? found.message.deletedAt : at;
      // A later edit counts, or this one was applied before.
      if (deletedAt === undefined) return change;
      if (isEdit) await scrub(room, seq, deletedAt);
      else if (found) await scrubEdits(room, target, found.edits, deletedAt);
      const { epoch, ordinal, by } = change;
      return { type: 'deleted', room, epoch, seq, ordinal, target, by, deletedAt };
    },
  };
}

const madeAt = (entry: Entry): number =>
  isMessage(entry) ? entry.sentAt : isChange(entry) ? changedAt(entry) : entry.changedAt;

const changedAt = (change: Change): number => (change.type === 'edited' ? change.editedAt : change.deletedAt);
