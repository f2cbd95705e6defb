/** What people say of themselves: asked for as they come on show, several at a time, and kept for the page. */
import { signal } from '@preact/signals';
import type { MessagingClient } from '../../client/messaging-client.ts';
import { type Profile, profilesOf } from '../names.ts';

export interface Profiles {
  /** Undefined until it is known. */
  of(userId: string): Profile | undefined;
  learn(profiles: readonly Profile[]): void;
}

/** Nobody is told of a change: who is shown after so long is asked for again. */
const FRESH_MS = 300_000; // 5 minutes
/** Those who are drawn together are asked for together. */
const TOGETHER_MS = 20;

/** @param onLearned called with each that comes */
export function createProfiles(
  client: Pick<MessagingClient, 'request'>,
  onLearned: (profile: Profile) => void,
): Profiles {
  const known = signal<ReadonlyMap<string, Profile>>(new Map());
  /** By `performance.now()`. */
  const askedAt = new Map<string, number>();
  let wanted: string[] = [];

  function learn(profiles: readonly Profile[]): void {
    profiles.forEach(onLearned);
    known.value = new Map([...known.peek(), ...profiles.map(one => [one.userId, one] as const)]);
  }

  function ask(): void {
    const userIds = wanted;
    wanted = [];
    // Without an answer they go by their user names, until they are asked for again.
    profilesOf({ request: client.request.bind(client) }, userIds).then(learn, () => {});
  }

  return {
    of(userId) {
      const now = performance.now();
      if (now - (askedAt.get(userId) ?? Number.NEGATIVE_INFINITY) >= FRESH_MS) {
        askedAt.set(userId, now);
        if (wanted.push(userId) === 1) setTimeout(ask, TOGETHER_MS);
      }
      return known.value.get(userId);
    },
    learn,
  };
}
