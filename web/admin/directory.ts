/** Who can be found: the users of the largest rooms. The protocol has no list of all users, and needs none. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { MessagingClient } from '../../client/messaging-client.ts';

export interface Found {
  readonly userId: string;
  readonly name: string;
  readonly connections: number;
  readonly rooms: readonly string[];
}

export interface Directory {
  /** In the order of their names; undefined until somebody looked. */
  readonly found: ReadonlySignal<readonly Found[] | undefined>;
  /** Rooms that are closed to the administrator too. */
  readonly closed: ReadonlySignal<number>;
  follow(rooms: readonly string[]): void;
  /** Asks now rather than later. */
  look(): void;
}

/** Each look is a request for every room. */
const LOOK_MS = 5_000;

export function createDirectory(client: MessagingClient): Directory {
  const found = signal<readonly Found[] | undefined>(undefined);
  const closed = signal(0);
  let rooms: readonly string[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isLooking = false;

  async function presence(room: string) {
    try {
      return await client.room(room).presence();
    } catch {
      return undefined;
    }
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    lookedAt = performance.now();
    const answers = await Promise.all(rooms.map(presence));
    const byUser = new Map<string, Found>();
    for (const answer of answers)
      for (const { userId, name, connections } of answer?.users ?? []) {
        const known = byUser.get(userId);
        byUser.set(userId, {
          userId,
          name,
          connections: Math.max(connections, known?.connections ?? 0),
          rooms: [...(known?.rooms ?? []), ...(answer ? [answer.room] : [])],
        });
      }
    found.value = [...byUser.values()].sort((a, b) => a.name.localeCompare(b.name));
    closed.value = answers.filter(answer => !answer).length;
    isLooking = false;
  }

  return {
    found,
    closed,
    follow(next) {
      const isChanged = next.join() !== rooms.join();
      rooms = next;
      if (isChanged || performance.now() - lookedAt >= LOOK_MS) void look();
    },
    look: () => void look(),
  };
}
