/** Replies that the SDK hands over as they come: none of these schemas is in its bundle. */
import * as z from 'zod/mini';
import { ok } from './core-replies.ts';
import { room, sentAt, seq, user } from './fields.ts';

export const auditEntry = z.object({
  at: sentAt,
  by: user,
  /** Where they were: an IP address, or `key:` and the name of the API key. */
  address: z.optional(z.string()),
  /** What was asked, and whom or what it was about. */
  action: z.string(),
  room: z.optional(z.string()),
  userId: z.optional(z.string()),
  /** Whom a server had the user block, or no longer. */
  blocked: z.optional(z.string()),
  connectionId: z.optional(z.string()),
  until: z.optional(sentAt),
  reason: z.optional(z.string()),
  role: z.optional(z.string()),
  seq: z.optional(seq),
  /** What an order was for, and what has come of it. */
  hours: z.optional(z.int()),
  deleted: z.optional(z.int()),
});

export const moderationReplies = {
  /** The newest first. */
  adminAudit: ok('adminAudit', { entries: z.array(auditEntry), next: z.optional(z.string()) }),
  ban: ok('ban', { room: z.optional(room), userId: z.string(), until: sentAt }),
  unban: ok('unban', { room: z.optional(room), userId: z.string() }),
  listBans: ok('listBans', {
    room: z.optional(room),
    bans: z.array(
      z.object({
        userId: z.string(),
        until: sentAt,
        reason: z.optional(z.string()),
        by: user,
        at: sentAt,
      }),
    ),
    next: z.optional(z.string()),
  }),
  muteMember: ok('muteMember', { room, userId: z.string(), until: sentAt }),
  /** `deleted` so far; unless it is `done`, the rest follows in the background. */
  deleteMessagesOf: ok('deleteMessagesOf', {
    room: z.optional(room),
    userId: z.string(),
    deleted: z.int(),
    done: z.boolean(),
  }),
  reportMessage: ok('reportMessage', { room, seq }),
  listReports: ok('listReports', {
    room: z.optional(room),
    reports: z.array(
      z.object({
        room,
        seq,
        from: user,
        /** As it read when it was reported. */
        excerpt: z.string(),
        reason: z.optional(z.string()),
        by: user,
        at: sentAt,
      }),
    ),
    next: z.optional(z.string()),
  }),
  /** `resolved`: how many reports were taken off; of more than 25, ask again. */
  resolveReport: ok('resolveReport', { room, seq, resolved: z.int() }),
  /** `seq`: the message's. */
  pinMessage: ok('pinMessage', { room, seq, pinned: z.array(seq) }),
  unpinMessage: ok('unpinMessage', { room, seq, pinned: z.array(seq) }),
  blockUser: ok('blockUser', { userId: z.string() }),
  unblockUser: ok('unblockUser', { userId: z.string() }),
  listBlocked: ok('listBlocked', {
    /** In the order of their ids. */
    users: z.array(z.object({ userId: z.string(), at: sentAt })),
    next: z.optional(z.string()),
  }),
} as const;
