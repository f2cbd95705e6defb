import * as z from 'zod/mini';
import { data } from './fields.ts';

export const roomRole = z.enum(['owner', 'moderator', 'member']);
export type RoomRole = z.infer<typeof roomRole>;
/** As `roomRole`, and a member who only reads. Where `roomRole` was there before, such a member is a `member` with `readonly`. */
export const memberRole = z.enum(['owner', 'moderator', 'member', 'readonly']);
export type MemberRole = z.infer<typeof memberRole>;
export const roomKind = z.enum(['open', 'public', 'private', 'dm']);
export type RoomKind = z.infer<typeof roomKind>;

/** What the owner and moderators say of a room. */
export const roomDetails = {
  /** Counts the changes: of two states of a room, the one with the higher version is the newer. */
  version: z.int().check(z.minimum(0)),
  name: z.optional(z.string()),
  topic: z.optional(z.string()),
  picture: z.optional(z.string()),
  data: z.optional(data),
  /** Messages by their `seq`, in the order in which they were pinned. */
  pinned: z.optional(z.array(z.int())),
  /** Only the owner and moderators speak. */
  readOnly: z.optional(z.literal(true)),
  /** Nobody speaks. */
  archived: z.optional(z.literal(true)),
  /** Seconds between two messages of one sender, but for the owner and moderators. */
  slowModeSeconds: z.optional(z.int()),
};
export const anyRoomDetails = z.object(roomDetails);
export type RoomDetails = z.infer<typeof anyRoomDetails>;
