/** Runs work on one key one after another, so that a read and the write that rests on it are not torn apart. */
export type Lock = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createLock(): Lock {
  const tails = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === mine) tails.delete(key);
    }
  };
}
