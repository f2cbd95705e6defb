/** Public rooms that users find. The SDK hands the reply over as it comes: its schema is not in its bundle. */
import * as z from 'zod/mini';
import { ok } from './core-replies.ts';
import { sentAt } from './fields.ts';

/** Rooms of one page: with names, topics and pictures as long as they may be, they fit into one reply. */
export const ROOMS_FOUND = 15;

export const discoveryReplies = {
  /** In the order of their ids, in small letters, or by activity. A page may hold fewer than its limit, even none. */
  discoverRooms: ok('discoverRooms', {
    rooms: z.array(
      z.object({
        room: z.string(),
        name: z.optional(z.string()),
        topic: z.optional(z.string()),
        picture: z.optional(z.string()),
        connections: z.int(),
        /** `connections` of a large room was counted up to a minute ago. */
        approximate: z.optional(z.literal(true)),
        /** When somebody spoke last, to ten minutes. */
        activeAt: z.optional(sentAt),
      }),
    ),
    next: z.optional(z.string()),
  }),
} as const;
