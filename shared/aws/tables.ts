/** The two tables, defined once: the CDK app and the embedded store are both made from this. */
import { MEMBERSHIPS_INDEX } from '../names.ts';

export const KEY = { partition: 'PK', sort: 'SK' } as const;

/** Epoch seconds; DynamoDB deletes within about two days of it, so every read filters on it too. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** The index of `messages` that lists a user's memberships. Only member items have its partition key. */
export const MEMBERSHIPS = { name: MEMBERSHIPS_INDEX, partition: 'userId', sort: 'PK' } as const;
