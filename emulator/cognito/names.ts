/** What names the pool and its app client: made once, so that a configured client still fits after a restart. */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import type { Storage } from '../storage.ts';

const KEY = 'settings';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

const Names = z.object({ userPoolId: z.string(), clientId: z.string(), createdAt: z.number() });
export type Names = z.infer<typeof Names>;

export async function openNames(
  storage: Storage,
  wanted: { region: string; userPoolId: string | undefined; now: number },
): Promise<Names> {
  const stored = await storage.get(KEY);
  if (stored !== undefined) {
    const names = Names.parse(stored);
    if (wanted.userPoolId !== undefined && wanted.userPoolId !== names.userPoolId)
      throw new Error(`This folder holds user pool ${names.userPoolId}, not ${wanted.userPoolId}.`);
    return names;
  }
  const made = {
    userPoolId: wanted.userPoolId ?? `${wanted.region}_${pick(LOWER + LOWER.toUpperCase() + DIGITS, 9)}`,
    clientId: pick(LOWER + DIGITS, 26),
    createdAt: wanted.now,
  };
  await storage.write({ type: 'put', key: KEY, value: made });
  return made;
}

function pick(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
