/**
 * What the server sends unasked, by its `type`. A push may come late, twice or out of order: `seq` tells. Its schema, like a
 * reply's, drops unknown fields rather than refusing them, so that a later version can add some.
 */
import * as z from 'zod/mini';
import { data, epoch, messageId, room, sentAt, seq, user } from './fields.ts';

/** A message as a client sees it, in replies and in pushes. */
export const message = z.object({
  room,
  epoch,
  seq,
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

const push = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });

/** Why the server closes a connection. */
const byeCode = z.enum(['EXPIRED', 'KICKED', 'GOING_AWAY']);
export type ByeCode = z.infer<typeof byeCode>;

export const pushes = {
  message: z.extend(message, { type: z.literal('message') }),
  /** Several in one frame, ascending, without a gap: where a busy room packs them. */
  messages: push('messages', { room, epoch, messages: z.array(message).check(z.minLength(1)) }),
  edited: push('edited', {
    room,
    epoch,
    seq,
    text: z.optional(z.string()),
    data: z.optional(data),
    editedAt: sentAt,
    by: user,
  }),
  deleted: push('deleted', { room, epoch, seq, deletedAt: sentAt, by: user }),
  presence: push('presence', { room, event: z.enum(['join', 'leave']), user }),
  typing: push('typing', { room, user, typing: z.boolean() }),
  read: push('read', { room, user, seq }),
  /** Pushes of this room were left out, since the connection took none: fetch what came after the last one, and read again
   * what is on show, which may have been edited. */
  lagging: push('lagging', { room }),
  bye: push('bye', { code: byeCode, message: z.string(), reconnect: z.boolean() }),
} as const;
type PushType = keyof typeof pushes;
export type PushOf<T extends PushType> = z.infer<(typeof pushes)[T]>;
export type Push = PushOf<PushType>;
