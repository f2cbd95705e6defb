/** The two tables, defined once: the CDK app and the embedded store are both made from this. */
import { MEMBERSHIPS_INDEX } from '../names.ts';

export const KEY = { partition: 'PK', sort: 'SK' } as const;

/** Epoch seconds; DynamoDB deletes within about two days of it, so every read filters on it too. */
export const TTL_ATTRIBUTE = 'expiresAt';

/**
 * The index of `messages` that lists a user's memberships, and apart from them their invitations. Only member items have its
 * partition key: of a member, or of who has read in a room, the user id; of who is only invited, that of `invitedKey`; of who
 * is banned, that of `bannedKey`.
 */
export const MEMBERSHIPS = { name: MEMBERSHIPS_INDEX, partition: 'userId', sort: 'PK' } as const;

/** Of who is banned from a room. */
export const bannedKey = (room: string): string => `banned:${room}`;

/** No user id has a colon. */
export const invitedKey = (userId: string): string => `invited:${userId}`;
