/** Codes that Cognito would have mailed: the server prints them. */
import { randomInt } from 'node:crypto';
import { codeMismatch, expiredCode } from './errors.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

const HOUR_MS = 60 * 60 * 1_000;

/** How long each lives: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
const LIFETIMES_MS = { confirmation: 24 * HOUR_MS, reset: HOUR_MS, verification: 24 * HOUR_MS } as const;

export type Purpose = keyof typeof LIFETIMES_MS;

export const newCode = (pool: UserPool, purpose: Purpose) => ({
  code: String(randomInt(1_000_000)).padStart(6, '0'),
  expiresAt: pool.now() + LIFETIMES_MS[purpose],
});

/** @throws CodeMismatchException, ExpiredCodeException */
export function checkCode(pool: UserPool, user: User, purpose: Purpose, given: string): void {
  const kept = user[purpose];
  if (!kept || kept.expiresAt <= pool.now()) throw expiredCode();
  if (kept.code !== given) throw codeMismatch();
}

/** Where the code goes, as far as a stranger may know; nothing if there is no address. */
export function delivery(email: string | undefined) {
  if (!email) return undefined;
  const Destination = email.replace(/^(.)[^@]*@(.).*$/, '$1***@$2***');
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination };
}
