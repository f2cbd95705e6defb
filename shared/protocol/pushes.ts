/**
 * What the server sends unasked, by its `type`. A push may come late, twice or out of order: `seq` tells. Its schema, like a
 * reply's, drops unknown fields rather than refusing them, so that a later version can add some.
 */
import * as z from 'zod/mini';
import { deleted, edited, entry, message, roomChanged } from './entries.ts';
import { epoch, room, sentAt, seq, user } from './fields.ts';
import { roomRole } from './rooms.ts';

const push = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });

/** Why the server closes a connection. */
const byeCode = z.enum(['EXPIRED', 'KICKED', 'REPLACED', 'GOING_AWAY']);
export type ByeCode = z.infer<typeof byeCode>;

export const pushes = {
  message: z.extend(message, { type: z.literal('message') }),
  /** Several entries in one frame, ascending, without a gap: where a busy room packs them. */
  messages: push('messages', { room, epoch, messages: z.array(entry).check(z.minLength(1)) }),
  edited,
  deleted,
  room: roomChanged,
  presence: push('presence', { room, event: z.enum(['join', 'leave']), user }),
  typing: push('typing', { room, user, typing: z.boolean() }),
  read: push('read', { room, user, seq }),
  /** Tells a user of their own place in a room. */
  membership: push('membership', {
    room,
    event: z.enum(['invited', 'added', 'removed']),
    role: z.optional(roomRole),
    /** They are a `member` who may not speak. */
    readonly: z.optional(z.literal(true)),
    /** `removed`: banned until then; `added`: muted until then, which is over if it is past. */
    until: z.optional(sentAt),
    by: z.optional(user),
  }),
  /** Pushes of this room were left out, since the connection took none: fetch what came after the last one. */
  lagging: push('lagging', { room }),
  bye: push('bye', { code: byeCode, message: z.string(), reconnect: z.boolean() }),
} as const;
type PushType = keyof typeof pushes;
export type PushOf<T extends PushType> = z.infer<(typeof pushes)[T]>;
export type Push = PushOf<PushType>;
