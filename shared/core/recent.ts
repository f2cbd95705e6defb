/** What a container saw or did a moment ago, so that it need not do it again so soon. */
import { LRUCache } from 'lru-cache';
import type { Clock } from './ports.ts';

export type Recent<Value extends NonNullable<unknown>> = LRUCache<string, Value>;

/** More than one container is asked for within seconds. */
const MOST = 1_000;

/** @param most how many are remembered */
export const createRecent = <Value extends NonNullable<unknown>>(
  { monotonic }: Pick<Clock, 'monotonic'>,
  forMs: number,
  most = MOST,
): Recent<Value> => new LRUCache({ max: most, ttl: forMs, ttlResolution: 0, perf: { now: monotonic } });
