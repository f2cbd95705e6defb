import { type OutboxStore, outgoingOf } from './outbox-store.ts';

/** What is used of a browser's `localStorage`. */
export interface StorageLike {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps unacknowledged messages in a browser's storage, an entry each, so that two tabs don't overwrite each other. The
 * user's id is part of the key: what one user wrote is never sent as another.
 */
export function localStorageOutbox(userId: string, storage = globalStorage()): OutboxStore {
  const prefix = `messaging.v1 outbox ${userId} `;
  /** A storage throws if it is full, or forbidden to this page. */
  const trying = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch {
      return undefined;
    }
  };
  return {
    load() {
      const keys = trying(() =>
        Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index)),
      );
      const ours = keys?.filter(key => key?.startsWith(prefix)) ?? [];
      return outgoingOf(ours.map(key => trying(() => JSON.parse(storage?.getItem(key ?? '') ?? ''))));
    },
    put: item => trying(() => storage?.setItem(prefix + item.messageId, JSON.stringify(item))),
    remove: messageId => trying(() => storage?.removeItem(prefix + messageId)),
  };
}

/** Undefined if it is forbidden to this page: then even looking at it throws. */
function globalStorage(): StorageLike | undefined {
  // `setTimeout` makes it an object that the compiler knows.
  const page: { readonly localStorage?: StorageLike; setTimeout: unknown } = globalThis;
  if (!('localStorage' in page)) throw new TypeError('There is no localStorage here.');
  try {
    return page.localStorage;
  } catch {
    return undefined;
  }
}
