import type { Lines } from './log/lines.ts';

/** A read that goes on for longer is not waited for: it may belong to a function that was cut off. */
const LONGEST_WAIT_MS = 1_000;

/**
 * Lets those who ask for the same while it is being read share the next read. Nobody is given a read that began before they
 * asked: what was written before they asked is in it.
 */
export function sharedReads<Args extends readonly unknown[], Result>(
  read: (...args: Args) => Promise<Result>,
  lines: Lines,
): (...args: Args) => Promise<Result> {
  const waiting = new Map<string, Promise<Result>>();
  return (...args) => {
    const key = JSON.stringify(args);
    const next = waiting.get(key);
    if (next) return next;
    const begin = () => {
      waiting.delete(key);
      return read(...args);
    };
    const own = lines(key, begin, LONGEST_WAIT_MS);
    waiting.set(key, own);
    return own;
  };
}
