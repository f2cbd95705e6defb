import * as z from 'zod/mini';

export const roomRole = z.enum(['owner', 'moderator', 'member']);
export type RoomRole = z.infer<typeof roomRole>;
export const roomKind = z.enum(['open', 'public', 'private', 'dm']);
export type RoomKind = z.infer<typeof roomKind>;
