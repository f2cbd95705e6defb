/**
 * What a room's log is made of, each entry under the next `seq`: messages, and changes of messages. Who reads the log drops
 * unknown fields, and counts the seq of an entry whose `type` is unknown, so that a later version can add some.
 */
import * as z from 'zod/mini';
import { data, epoch, messageId, ordinal, room, sentAt, seq, user } from './fields.ts';
import { roomDetails } from './rooms.ts';

const place = { room, epoch, seq, ordinal: z.optional(ordinal) };

/** A message, in its current form. */
export const message = z.object({
  ...place,
  messageId,
  from: user,
  /** Neither is there once the message was deleted: its seq stays, a tombstone. */
  text: z.optional(z.string()),
  data: z.optional(data),
  sentAt,
  editedAt: z.optional(sentAt),
  deletedAt: z.optional(sentAt),
});
export type Message = z.infer<typeof message>;

/** `target` is the seq of the message that is changed, `seq` the change's own. */
const change = { ...place, target: seq, by: user };

export const edited = z.object({
  type: z.literal('edited'),
  ...change,
  text: z.optional(z.string()),
  data: z.optional(data),
  editedAt: sentAt,
});
/** Also how an edit reads whose message was deleted since. */
export const deleted = z.object({ type: z.literal('deleted'), ...change, deletedAt: sentAt });
export type Edited = z.infer<typeof edited>;
export type Deleted = z.infer<typeof deleted>;
export type Change = Edited | Deleted;

/** The room's own details changed: how it is from here on. */
export const roomChanged = z.object({
  type: z.literal('room'),
  ...place,
  by: user,
  changedAt: sentAt,
  details: z.object(roomDetails),
});
export type RoomChanged = z.infer<typeof roomChanged>;

/** An entry of a later version: its seq counts, the rest is ignored. */
const otherEntry = z.object({
  type: z.string().check(z.refine(type => type !== 'edited' && type !== 'deleted' && type !== 'room')),
  ...place,
});
type OtherEntry = z.infer<typeof otherEntry>;

/** A message has no `type`, every other entry has. */
export type Entry = Message | Change | RoomChanged;
/** As it is read: what has a type of its own is never taken for a message. */
export const entry = z.union([edited, deleted, roomChanged, otherEntry, message]);
export type ReadEntry = Entry | OtherEntry;

export const isMessage = (one: ReadEntry): one is Message => !('type' in one);
/** A server put it at the beginning of the log with its own time: nobody has it to read, and nobody is told of it. */
export const isImported = (one: ReadEntry): one is Message => isMessage(one) && one.ordinal === 0;
/** `target` is left of no other entry. */
export const isChange = (one: ReadEntry): one is Change => 'target' in one;
