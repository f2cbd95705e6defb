/** Whom the user has blocked. Only the user is told. */
import { signal } from '@preact/signals';
import type { Message, MessagingClient } from '../../client/messaging-client.ts';

export interface Blocks {
  /** False for a server, also where it writes in the name of a user. */
  has(person: Pick<Message['from'], 'userId' | 'server'>): boolean;
  /** Rejects if the server refuses. */
  set(userId: string, isBlocked: boolean): Promise<void>;
  /** Asks the server: another tab may have changed the list. */
  refresh(): Promise<void>;
}

/** @param changed called with somebody whom the user has blocked or unblocked here */
export function createBlocks(
  client: Pick<MessagingClient, 'request'>,
  changed: (userId: string) => void,
): Blocks {
  const blocked = signal<ReadonlySet<string>>(new Set());

  async function list(after?: string): Promise<readonly string[]> {
    const { users, next } = await client.request('listBlocked', { after });
    const userIds = users.map(({ userId }) => userId);
    return next === undefined ? userIds : [...userIds, ...(await list(next))];
  }

  return {
    has: ({ userId, server }) => !server && blocked.value.has(userId),

    async set(userId, isBlocked) {
      await client.request(isBlocked ? 'blockUser' : 'unblockUser', { userId });
      const others = [...blocked.peek()].filter(one => one !== userId);
      blocked.value = new Set(isBlocked ? [...others, userId] : others);
      changed(userId);
    },

    async refresh() {
      const before = blocked.peek();
      const listed = new Set(await list());
      // The pages may lack what was changed here meanwhile.
      if (blocked.peek() === before) blocked.value = listed;
    },
  };
}
