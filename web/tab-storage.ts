/** `sessionStorage`, where the browser has it. Where it is forbidden, missing or full, what is kept lasts as long as the page. */
const page = new Map<string, string>();

function trying<T>(work: (storage: Storage) => T): T | undefined {
  try {
    return work(sessionStorage);
  } catch {
    return undefined;
  }
}

export const tabStorage = {
  get: (key: string): string | undefined =>
    page.get(key) ?? trying(storage => storage.getItem(key)) ?? undefined,
  set(key: string, value: string): void {
    page.set(key, value);
    trying(storage => storage.setItem(key, value));
  },
  remove(key: string): void {
    page.delete(key);
    trying(storage => storage.removeItem(key));
  },
  clear(): void {
    page.clear();
    trying(storage => storage.clear());
  },
};
