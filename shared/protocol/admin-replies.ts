/** Replies that only the console asks for: none of these schemas is in the SDK's bundle. */
import * as z from 'zod/mini';
import { ok, roster, someone } from './core-replies.ts';
import { cursor, room, sentAt } from './fields.ts';
import { roomKind } from './rooms.ts';

const open = z.object({
  connectionId: z.string(),
  since: sentAt,
  address: z.optional(z.string()),
  agent: z.optional(z.string()),
  /** At most 10 of `roomCount`. */
  rooms: z.array(room),
  roomCount: z.int(),
});

/** What a user has used of something that they may have or do so often. */
export const quota = z.object({ name: z.string(), used: z.int(), most: z.int() });

export const adminReplies = {
  adminFind: ok('adminFind', {
    users: z.array(
      z.extend(someone, {
        deniedUntil: z.optional(sentAt),
        /** The name of who keeps them out. */
        by: z.optional(z.string()),
        /** Of a user or a connection that was named: at most 50, the newest first. */
        open: z.optional(z.array(open)),
        /** Of a user who was named: what they have used of each quota, the daily ones today (UTC). */
        quotas: z.optional(z.array(quota)),
      }),
    ),
    next: z.optional(z.string()),
  }),
  adminRoom: ok('adminRoom', {
    ...roster,
    head: cursor,
    kind: roomKind,
    /** Messages that its pump has yet to post, of a room that is pumped. */
    lag: z.optional(z.int()),
  }),
} as const;
