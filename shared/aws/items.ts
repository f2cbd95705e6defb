/** Items of a room's log in the `messages` table, and what they are to the rules. */
import * as z from 'zod/mini';
import { anyRoomDetails, type Entry, isChange, isMessage, user } from '../protocol/index.ts';
import { seqOf } from './keys.ts';

const place = {
  SK: z.string(),
  epoch: z.string(),
  ordinal: z.optional(z.number()),
  text: z.optional(z.string()),
  /** JSON as text: DynamoDB nests 32 levels only, and would round large numbers. */
  data: z.optional(z.string()),
  /** Of an edit: when its message was deleted, and its content with it. */
  deletedAt: z.optional(z.number()),
};
const messageItem = z.object({
  ...place,
  messageId: z.string(),
  from: user,
  sentAt: z.number(),
  editedAt: z.optional(z.number()),
});
const changeItem = z.object({
  ...place,
  change: z.enum(['edited', 'deleted']),
  target: z.number(),
  by: user,
  at: z.number(),
});

const roomChangedItem = z.object({
  SK: z.string(),
  epoch: z.string(),
  ordinal: z.number(),
  change: z.literal('room'),
  by: user,
  at: z.number(),
  /** JSON. */
  details: z.string(),
});

export const roomItem = z.object({
  kind: z.optional(z.enum(['open', 'public', 'private'])),
  /** An open room that somebody spoke in: nobody can create it any more. A direct room that is in its users' lists. */
  opened: z.optional(z.boolean()),
  closing: z.optional(z.boolean()),
  restricted: z.optional(z.boolean()),
  bans: z.optional(z.boolean()),
  /** Of a direct room. */
  blockedBy: z.optional(z.set(z.string())),
  deletedAt: z.optional(z.number()),
  readOnly: z.optional(z.boolean()),
  archived: z.optional(z.boolean()),
  slowModeSeconds: z.optional(z.number()),
  /** Of a log with no live message; counts until `epochUntil`, epoch seconds. */
  epoch: z.optional(z.string()),
  epochUntil: z.optional(z.number()),
  /** As the pump or the sweeper counted last, and when, epoch milliseconds. */
  connections: z.optional(z.number()),
  connectionsAt: z.optional(z.number()),
  activeAt: z.optional(z.number()),
});
export const begunRoom = z.object({ epoch: z.string() });

/** What a message's item holds of its changes: the seq of the last, and those of its edits. */
export const targetItem = z.object({
  changeSeq: z.optional(z.number()),
  edits: z._default(z.set(z.number()), new Set<number>()),
});

const expiring = z.object({ expiresAt: z.optional(z.number()) });

/** @param now epoch seconds */
export function isLive(item: unknown, now: number): boolean {
  const { expiresAt } = expiring.parse(item);
  return expiresAt === undefined || expiresAt > now;
}

export function ordinalIn(item: unknown): number {
  const { SK, ordinal = seqOf(SK) } = z
    .object({ SK: z.string(), ordinal: z.optional(z.number()) })
    .parse(item);
  return ordinal;
}

export function entryOf(room: string, item: unknown): Entry {
  const parsed = z.union([messageItem, changeItem, roomChangedItem]).parse(item);
  if ('details' in parsed) {
    const { SK, epoch, ordinal, by, at } = parsed;
    const place = { room, epoch, seq: seqOf(SK), ordinal };
    return {
      type: 'room',
      ...place,
      by,
      changedAt: at,
      details: anyRoomDetails.parse(JSON.parse(parsed.details)),
    };
  }
  const { SK, data: json, epoch, ordinal, text } = parsed;
  const seq = seqOf(SK);
  const place = { room, epoch, seq, ...(ordinal !== undefined && { ordinal }) };
  const content = {
    ...(text !== undefined && { text }),
    ...(json !== undefined && { data: JSON.parse(json) }),
  };
  if ('messageId' in parsed) {
    const { messageId, from, sentAt, editedAt, deletedAt } = parsed;
    return {
      ...place,
      messageId,
      from,
      ...content,
      sentAt,
      ...(editedAt !== undefined && { editedAt }),
      ...(deletedAt !== undefined && { deletedAt }),
    };
  }
  const { change, target, by, at, deletedAt } = parsed;
  // An edit whose message was deleted has no content any more: what is left to tell is the deletion.
  return change === 'edited' && deletedAt === undefined
    ? { type: 'edited', ...place, target, by, ...content, editedAt: at }
    : { type: 'deleted', ...place, target, by, deletedAt: deletedAt ?? at };
}

/** Without its key. */
export function itemOf(entry: Entry): Record<string, unknown> {
  if (isMessage(entry)) {
    const { room: _room, seq: _seq, data, ...rest } = entry;
    return { ...rest, ...(data !== undefined && { data: JSON.stringify(data) }) };
  }
  if (!isChange(entry)) {
    const { epoch, ordinal, by, changedAt: at } = entry;
    return { epoch, ordinal, change: 'room', by, at, details: JSON.stringify(entry.details) };
  }
  const { epoch, ordinal, target, by, type: change } = entry;
  const shared = { epoch, ordinal, change, target, by };
  if (entry.type === 'deleted') return { ...shared, at: entry.deletedAt };
  const { text, data, editedAt: at } = entry;
  return { ...shared, at, text, ...(data !== undefined && { data: JSON.stringify(data) }) };
}
