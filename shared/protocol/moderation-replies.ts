/** Replies that the SDK hands over as they come: none of these schemas is in its bundle. */
import * as z from 'zod/mini';
import { ok } from './core-replies.ts';
import { room, sentAt, user } from './fields.ts';

export const moderationReplies = {
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
  blockUser: ok('blockUser', { userId: z.string() }),
  unblockUser: ok('unblockUser', { userId: z.string() }),
  listBlocked: ok('listBlocked', {
    /** In the order of their ids. */
    users: z.array(z.object({ userId: z.string(), at: sentAt })),
    next: z.optional(z.string()),
  }),
} as const;
