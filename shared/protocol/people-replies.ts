/** Replies about people. The SDK hands them over as they come: none of these schemas is in its bundle. */
import * as z from 'zod/mini';
import { ok } from './core-replies.ts';
import { data, sentAt } from './fields.ts';

const profile = {
  /** What the user wants to be called. Anybody may say the same: who it is, `name` and `userId` tell. */
  displayName: z.optional(z.string()),
  picture: z.optional(z.string()),
  status: z.optional(z.string()),
  data: z.optional(data),
  /** These two only to the user themselves. */
  hideLastSeen: z.optional(z.literal(true)),
  unlisted: z.optional(z.literal(true)),
};

const person = z.object({
  userId: z.string(),
  /** The user name, as in `from` of a message. */
  name: z.optional(z.string()),
  ...profile,
  /** When they last connected; a connection lives for two hours at most. */
  lastSeenAt: z.optional(sentAt),
});

export const peopleReplies = {
  /** Those who are known, in no order. */
  getUsers: ok('getUsers', { users: z.array(person) }),
  /** In the order of their names, in small letters. A page may hold fewer than its limit, even none. */
  findUsers: ok('findUsers', { users: z.array(person), next: z.optional(z.string()) }),
  setProfile: ok('setProfile', { userId: z.string(), ...profile }),
  requestMyData: ok('requestMyData', {}),
} as const;
