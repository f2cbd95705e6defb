/**
 * Work that must wait for other work under the same key in this container, in the order it came, but for no longer than that
 * other work may take: a function that was killed half-way never ends its own.
 */
export type Lines = <T>(key: string, work: () => Promise<T>, mostMs?: number) => Promise<T>;

/** Rings once after so many milliseconds, unless what it returns is called before. */
export type Alarm = (ms: number, ring: () => void) => () => void;

/** @param alarm without one, work is waited for until it ends */
export function createLines(alarm: Alarm = neverRings): Lines {
  const ends = new Map<string, Promise<void>>();
  return (key, work, mostMs = Number.POSITIVE_INFINITY) => {
    const before = ends.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const end = new Promise<void>(resolve => {
      const cancel = mostMs < Number.POSITIVE_INFINITY ? alarm(mostMs, resolve) : ignore;
      mine.then(ignore, ignore).then(() => {
        cancel();
        resolve();
      });
    }).then(() => {
      if (ends.get(key) === end) ends.delete(key);
    });
    ends.set(key, end);
    return mine;
  };
}

const ignore = () => {};
const neverRings: Alarm = () => ignore;
