/** Sign-ins that wait for an answer. They live three minutes, so a restart may lose them. */
import { randomBytes } from 'node:crypto';
import { notAuthorized } from './errors.ts';
import type { Exchange } from './srp.ts';

const LIFETIME_MS = 3 * 60 * 1_000; // 3 minutes

export type ChallengeName = 'PASSWORD_VERIFIER' | 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA';

interface Challenge {
  readonly name: ChallengeName;
  /** Undefined for a name that nobody has: strangers are asked as users are. */
  readonly sub: string | undefined;
  readonly exchange?: Exchange | undefined;
}

export type Challenges = ReturnType<typeof createChallenges>;

export function createChallenges(now: () => number) {
  const open = new Map<string, Challenge & { readonly expiresAt: number }>();

  return {
    /** Returns what names it: the session, or the secret block. */
    begin(challenge: Challenge): string {
      for (const [id, { expiresAt }] of open) if (expiresAt <= now()) open.delete(id);
      const id = randomBytes(48).toString('base64');
      open.set(id, { ...challenge, expiresAt: now() + LIFETIME_MS });
      return id;
    },

    /** @throws NotAuthorizedException */
    check(id: string, { name, sub }: Challenge): Challenge {
      const challenge = open.get(id);
      if (challenge?.sub !== sub || challenge?.name !== name)
        throw notAuthorized('Invalid session for the user.');
      if (challenge.expiresAt <= now())
        throw notAuthorized('Invalid session for the user, session is expired.');
      return challenge;
    },

    /** @throws NotAuthorizedException to the second of two answers to one challenge */
    finish(id: string): void {
      if (!open.delete(id))
        throw notAuthorized('Invalid session for the user, session can only be used once.');
    },
  };
}
