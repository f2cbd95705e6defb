/** Authorization codes: each is good for one exchange, within five minutes, for who asked for it. */
import { createHash, randomUUID } from 'node:crypto';
import type { Authorization } from './request.ts';

const LIFETIME_MS = 5 * 60 * 1_000; // 5 minutes

interface Granted extends Authorization {
  readonly sub: string;
  readonly expiresAt: number;
}

export interface Exchanging {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string | undefined;
}

export type AuthorizationCodes = ReturnType<typeof createCodes>;

export function createCodes(now: () => number) {
  const granted = new Map<string, Granted>();

  return {
    grant(sub: string, authorization: Authorization): string {
      for (const [code, { expiresAt }] of granted) if (expiresAt <= now()) granted.delete(code);
      const code = randomUUID();
      granted.set(code, { ...authorization, sub, expiresAt: now() + LIFETIME_MS });
      return code;
    },

    /** Undefined if the code is not good for this. It is good for nothing afterwards. */
    exchange({ code, redirectUri, verifier }: Exchanging): Granted | undefined {
      const grant = granted.get(code);
      granted.delete(code);
      const isGood =
        grant !== undefined &&
        grant.expiresAt > now() &&
        grant.redirectUri === redirectUri &&
        proves(verifier, grant.codeChallenge);
      return isGood ? grant : undefined;
    },
  };
}

function proves(verifier: string | undefined, challenge: string | undefined): boolean {
  if (challenge === undefined) return verifier === undefined;
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
