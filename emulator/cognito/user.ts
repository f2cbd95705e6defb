/** A user as stored, and as the API shows it. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';

export const User = z.object({
  username: z.string(),
  sub: z.string(),
  attributes: z.record(z.string(), z.string()),
  status: z.enum(['UNCONFIRMED', 'CONFIRMED', 'FORCE_CHANGE_PASSWORD']),
  enabled: z.boolean(),
  passwordHash: z.string(),
  groups: z.array(z.string()),
  /** Raised by a global sign-out: a session of an earlier generation is revoked, however many there are. */
  generation: z.number(),
  confirmation: z.object({ code: z.string(), expiresAt: z.number() }).optional(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  /** Of the last sign-in; a sign-in changes nothing else, modifiedAt neither. */
  signedInAt: z.number().optional(),
});
export type User = z.infer<typeof User>;

export function newUser(
  given: Pick<User, 'username' | 'attributes' | 'status' | 'passwordHash'>,
  now: number,
): User {
  return {
    ...given,
    sub: randomUUID(),
    enabled: true,
    groups: [],
    generation: 0,
    createdAt: now,
    modifiedAt: now,
  };
}

export function attributesOf(user: User) {
  return Object.entries({ sub: user.sub, ...user.attributes }).map(([Name, Value]) => ({ Name, Value }));
}

export function describeUser(user: User) {
  return {
    Username: user.username,
    UserCreateDate: user.createdAt / 1_000,
    UserLastModifiedDate: user.modifiedAt / 1_000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}
