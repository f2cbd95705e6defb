/** Work that must wait for other work under the same key in this container, in the order it came. */
export type Lines = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export function createLines(): Lines {
  const ends = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = ends.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    const end = mine.then(ignore, ignore).then(() => {
      if (ends.get(key) === end) ends.delete(key);
    });
    ends.set(key, end);
    return mine;
  };
}

const ignore = () => {};
