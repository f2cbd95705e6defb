/** Finds users: the largest as the last count has them, any other by the server. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { MessagingClient } from '../../client/messaging-client.ts';
import type { ResultOf } from '../../shared/protocol/index.ts';

export type Found = ResultOf<'adminFind'>['users'][number];

export interface People {
  readonly query: ReadonlySignal<string>;
  /** What the query finds; undefined while it is being looked for, or if there is none. */
  readonly found: ReadonlySignal<readonly Found[] | undefined>;
  readonly trouble: ReadonlySignal<string>;
  /** Who is kept out; undefined until the first answer. */
  readonly denied: ReadonlySignal<readonly Found[] | undefined>;
  search(query: string): void;
  /** A user with their connections. */
  look(userId: string): Promise<Found | undefined>;
  /** What is on show is no longer so: asks again. */
  again(): void;
  /** Asks for the list of who is kept out, if it is not the latest and is not being asked for. */
  keepUp(): void;
}

/** Each look is a request. */
const TYPING_MS = 250;

/** API Gateway's connection ids end so, and no user id does. */
const CONNECTION_ID = /^[\w+/-]+=+$/;
/** A user pool's ids. */
const USER_ID = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i;

const wantedBy = (query: string) =>
  CONNECTION_ID.test(query)
    ? { connectionId: query }
    : USER_ID.test(query)
      ? { userId: query }
      : { name: query };

export function createPeople(client: MessagingClient): People {
  const query = signal('');
  const found = signal<readonly Found[] | undefined>(undefined);
  const denied = signal<readonly Found[] | undefined>(undefined);
  const trouble = signal('');
  const turn = signal(0);

  effect(() => {
    const wanted = query.value;
    // A connection that was just closed is no longer found: its user stays on show.
    if (!CONNECTION_ID.test(wanted)) turn.value;
    trouble.value = '';
    if (wanted === '') found.value = undefined;
    else {
      let isLatest = true;
      const timer = setTimeout(async () => {
        try {
          const { users } = await client.request('adminFind', wantedBy(wanted));
          if (isLatest) found.value = users;
        } catch (error) {
          if (isLatest) trouble.value = error instanceof Error ? error.message : String(error);
        }
      }, TYPING_MS);
      return () => {
        isLatest = false;
        clearTimeout(timer);
      };
    }
    return undefined;
  });

  /** How often the list was out of date, and of which of these times the one on show is. */
  let outdated = 1;
  let listed = 0;
  let isReading = false;

  async function readDenied(): Promise<void> {
    const upTo = outdated;
    const all: Found[] = [];
    for (let after: string | undefined; ; ) {
      const { users, next } = await client.request('adminFind', { denied: true, after });
      all.push(...users);
      if (next === undefined) break;
      after = next;
    }
    denied.value = all;
    listed = upTo;
  }

  function keepUp(): void {
    if (isReading || listed === outdated) return;
    isReading = true;
    readDenied()
      .catch(() => {}) // Asked for again.
      .finally(() => {
        isReading = false;
      });
  }

  return {
    query,
    found,
    trouble,
    denied,
    search(next) {
      found.value = undefined;
      query.value = next.trim();
    },
    async look(userId) {
      const { users } = await client.request('adminFind', { userId });
      return users[0];
    },
    again() {
      turn.value += 1;
      outdated += 1;
      keepUp();
    },
    keepUp,
  };
}
