import * as z from 'zod/mini';

export const roomRole = z.enum(['owner', 'moderator', 'member']);
export type RoomRole = z.infer<typeof roomRole>;
/** As `roomRole`, and a member who only reads. Where `roomRole` was there before, such a member is a `member` with `readonly`. */
export const memberRole = z.enum(['owner', 'moderator', 'member', 'readonly']);
export type MemberRole = z.infer<typeof memberRole>;
export const roomKind = z.enum(['open', 'public', 'private', 'dm']);
export type RoomKind = z.infer<typeof roomKind>;
