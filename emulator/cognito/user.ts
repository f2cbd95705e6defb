/** A user as stored, and as the API shows it. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Verifier } from './srp.ts';

const Code = z.object({ code: z.string(), expiresAt: z.number() });

export const User = z.object({
  /** In lower case, as Cognito writes the names of a pool that does not tell cases apart. */
  username: z.string(),
  sub: z.string(),
  attributes: z.record(z.string(), z.string()),
  status: z.enum(['UNCONFIRMED', 'CONFIRMED', 'FORCE_CHANGE_PASSWORD', 'RESET_REQUIRED']),
  enabled: z.boolean(),
  /** A user who has none must reset it: an earlier version kept it as something else. */
  password: Verifier.optional(),
  groups: z.array(z.string()),
  /** Raised by a global sign-out: a session of an earlier generation is revoked, however many there are. */
  generation: z.number(),
  /** The code that proves a sign-up. */
  confirmation: Code.optional(),
  /** The code that lets a new password be set. */
  reset: Code.optional(),
  /** The code that proves an address which the user gave later. */
  verification: Code.optional(),
  /** An authenticator app; it is asked at the sign-in once it was proved and is preferred. */
  totp: z.object({ secret: z.string(), proved: z.boolean(), enabled: z.boolean() }).optional(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  /** Of the last sign-in; a sign-in changes nothing else, modifiedAt neither. */
  signedInAt: z.number().optional(),
});
export type User = z.infer<typeof User>;

export function newUser(
  given: Pick<User, 'username' | 'attributes' | 'status' | 'password'>,
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

/** What the API says of a second factor. */
export function factorsOf({ totp }: User) {
  return totp?.enabled
    ? { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' }
    : {};
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
