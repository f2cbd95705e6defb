import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKeys } from '../core/ports.ts';
import type { KeptSecret, StoredSecret } from './secret.ts';

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Hashes are equally long, and both are always compared: the time taken says nothing of the keys. */
function holds({ current, previous = current }: StoredSecret, key: string): boolean {
  const hash = hashOf(key);
  const isCurrent = timingSafeEqual(hash, hashOf(current));
  const isPrevious = timingSafeEqual(hash, hashOf(previous));
  return isCurrent || isPrevious;
}

/** The current key and the one before it. */
export const apiKeys = (secret: KeptSecret): ApiKeys => ({
  async check(key) {
    if (holds(await secret.read(), key)) return { known: true };
    // It may have been made a moment ago.
    const again = await secret.readAgain();
    if ('waitMs' in again) return { known: false, retryAfterMs: again.waitMs };
    return { known: holds(again, key) };
  },
});
