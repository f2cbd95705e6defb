/** Sign-ins that wait for a new password. They live three minutes, so a restart may lose them. */
import { randomBytes } from 'node:crypto';
import { notAuthorized } from './errors.ts';

const LIFETIME_MS = 3 * 60 * 1_000; // 3 minutes

export type Challenges = ReturnType<typeof createChallenges>;

export function createChallenges(now: () => number) {
  const open = new Map<string, { sub: string; expiresAt: number }>();

  return {
    begin(sub: string): string {
      for (const [id, { expiresAt }] of open) if (expiresAt <= now()) open.delete(id);
      const id = randomBytes(48).toString('base64url');
      open.set(id, { sub, expiresAt: now() + LIFETIME_MS });
      return id;
    },

    check(id: string, sub: string): void {
      const challenge = open.get(id);
      if (challenge?.sub !== sub) throw notAuthorized('Invalid session for the user.');
      if (challenge.expiresAt <= now())
        throw notAuthorized('Invalid session for the user, session is expired.');
    },

    /** False for the second of two answers to one challenge. */
    finish: (id: string) => open.delete(id),
  };
}
