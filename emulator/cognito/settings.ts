/** What names the pool and its app client: made once, so that a configured client still fits after a restart. */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import type { Storage } from '../storage.ts';

const KEY = 'settings';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

const Settings = z.object({ userPoolId: z.string(), clientId: z.string(), createdAt: z.number() });
export type Settings = z.infer<typeof Settings>;

export async function openSettings(
  storage: Storage,
  wanted: { region: string; userPoolId: string | undefined; now: number },
): Promise<Settings> {
  const stored = await storage.get(KEY);
  if (stored !== undefined) {
    const settings = Settings.parse(stored);
    if (wanted.userPoolId !== undefined && wanted.userPoolId !== settings.userPoolId)
      throw new Error(`This folder holds user pool ${settings.userPoolId}, not ${wanted.userPoolId}.`);
    return settings;
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
