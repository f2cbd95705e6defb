/** The API keys in the secret: the current one and the one before it, which only publish, and those that have a name. */
import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { ApiKey, ApiKeys, Logger } from '../core/ports.ts';
import { scope } from '../protocol/operations.ts';
import type { KeptSecret, StoredSecret } from './secret.ts';

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Of a key with a name, only its hash is kept: it is random and long enough for one without salt. */
const namedKey = z.strictObject({
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  scopes: z.array(scope).check(z.minLength(1)),
  rooms: z.optional(z.string().check(z.minLength(1))),
});

interface Known extends ApiKey {
  readonly hash: Buffer;
}

function knownKeys({ current, previous, keys = {} }: StoredSecret, logger: Logger): Known[] {
  const publishing = [current, ...(previous === undefined ? [] : [previous])].map(key => ({
    name: 'publish',
    scopes: ['publish' as const],
    hash: hashOf(key),
  }));
  const named = Object.entries(keys).flatMap(([name, raw]) => {
    const { data, error } = namedKey.safeParse(raw);
    if (error) logger.warn('API key is not as it should be', { name, error: z.prettifyError(error) });
    return data
      ? [{ name, scopes: data.scopes, rooms: data.rooms, hash: Buffer.from(data.sha256, 'hex') }]
      : [];
  });
  return [...publishing, ...named];
}

export function apiKeys(secret: KeptSecret, logger: Logger): ApiKeys {
  const known = new WeakMap<StoredSecret, readonly Known[]>();

  /** Hashes are equally long, and all are always compared: the time taken says nothing of the keys. */
  function keyIn(stored: StoredSecret, key: string): ApiKey | undefined {
    const all = known.get(stored) ?? knownKeys(stored, logger);
    known.set(stored, all);
    const hash = hashOf(key);
    const [match] = all.filter(one => timingSafeEqual(hash, one.hash));
    return match && { name: match.name, scopes: match.scopes, rooms: match.rooms };
  }

  return {
    async find(key) {
      const found = keyIn(await secret.read(), key);
      if (found) return { found };
      // It may have been made a moment ago.
      const again = await secret.readAgain();
      if ('waitMs' in again) return { retryAfterMs: again.waitMs };
      const foundNow = keyIn(again, key);
      return foundNow ? { found: foundNow } : {};
    },
  };
}
