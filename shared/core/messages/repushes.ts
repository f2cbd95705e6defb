/** How often a message that is sent again is pushed again: once in a few seconds, however often it is sent. */
import { LRUCache } from 'lru-cache';
import type { Entry } from '../../protocol/index.ts';
import type { MessageStore } from '../ports.ts';

const EVERY_MS = 3_000;

/** The messages that were pushed again a moment ago, as far as this container knows. */
export type Repushes = LRUCache<string, true>;
export const createRepushes = (): Repushes => new LRUCache({ max: 10_000, ttl: EVERY_MS });

/** Most repeats of many at once meet the container's own memory, which costs nothing; the rest meet a conditional write. */
export async function mayRepush(
  deps: { readonly messages: MessageStore; readonly repushes: Repushes },
  { room, epoch, seq }: Entry,
): Promise<boolean> {
  const key = `${room} ${epoch} ${seq}`;
  if (deps.repushes.has(key)) return false;
  deps.repushes.set(key, true);
  return deps.messages.markRepushed(room, seq, EVERY_MS);
}
