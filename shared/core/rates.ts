/**
 * How often one user may do what costs others something. Counted in memory, and so in each container apart, which costs
 * nothing; and in the store, for all containers together, if a frame would cost so many posts that a write is cheap.
 */
import { LRUCache } from 'lru-cache';
import { ProtocolError } from '../protocol/index.ts';
import type { Clock } from './ports.ts';

export interface Rate {
  readonly perSecond: number;
  /** So many at once. */
  readonly burst: number;
}

/** Tuning constants, not settings: far above what a client does for a person, far below what would hurt a room. */
export const RATES = {
  /** A client says at most every other second that somebody goes on typing. */
  typing: { perSecond: 2, burst: 5 },
  /** Opening an app with many unread rooms marks several of them at once. */
  markRead: { perSecond: 2, burst: 10 },
  /** Joins and leaves: after a reconnect a connection joins all its rooms, of which it may have 200. */
  join: { perSecond: 20, burst: 250 },
  /** What reads only, of one room or list each. */
  read: { perSecond: 10, burst: 50 },
  /** Pages of a log: a client that was away reads many, one after the other. */
  history: { perSecond: 20, burst: 200 },
  /** Heartbeats, of up to 50 rooms each. */
  sync: { perSecond: 5, burst: 100 },
  /** Rooms that come into view or go out of it: at a first look, all that a connection is in. */
  view: { perSecond: 4, burst: 60 },
  /** Rooms that are created, and changes of who belongs to them. */
  members: { perSecond: 5, burst: 100 },
  /** Changes of what a room says of itself, each an entry that everyone in there is pushed; and of what a user does. */
  update: { perSecond: 0.2, burst: 10 },
  /** Messages that are reported, in all containers: each is something for a person to look at. */
  report: { perSecond: 0.1, burst: 10 },
  /** Requests for what is kept of oneself, once a day of each, in all containers: an administrator is to see to them. */
  export: { perSecond: 1 / 86_400, burst: 1 },
  erasure: { perSecond: 1 / 86_400, burst: 1 },
  /**
   * Messages, edits and deletions that are under way, refused or repeated: those that put an entry into the log are counted
   * there, and are given back here. Each costs two or three reads.
   */
  attempt: { perSecond: 25, burst: 100 },
  /** Requests of one API key to the server API. */
  serverApi: { perSecond: 50, burst: 200 },
  /** Pushes that a user came or went, to rooms where they cost as much as `COSTLY_POSTS`. */
  presence: { perSecond: 2, burst: 60 },
} as const satisfies Readonly<Record<string, Rate>>;
export type RateKind = keyof typeof RATES;

/** From so many posts on, a frame is counted in the store: one write then costs less than a tenth of what it guards. */
const COSTLY_POSTS = 10;

/** Counts for all containers together. */
export interface SharedRates {
  /** Counts once more, unless the rate is used up: then it returns false, and has counted nothing. */
  take(userId: string, kind: string, rate: Rate): Promise<boolean>;
  /** Milliseconds until `take` would count. */
  wait(userId: string, kind: string, rate: Rate): Promise<number>;
}

/**
 * Who uses up their attempts is not read for this long: at least what the log would tell them to wait, so that the time they
 * are told is true.
 */
const ATTEMPTS_PAUSE_MS = 2_000;

export interface Rates {
  /** Throws RATE_LIMITED if the user did it too often in this container. */
  take(userId: string, kind: RateKind): void;
  /** Runs what counts as an attempt unless it `isNew`. Throws RATE_LIMITED, before anything is read, after too many. */
  attempt<T>(userId: string, work: () => Promise<T>, isNew: (result: T) => boolean): Promise<T>;
  /** The same for a frame that costs so many posts, in all containers. */
  takeShared(userId: string, kind: RateKind, posts: number): Promise<void>;
  /** One message in so many seconds, in one room, in all containers: its slow mode. */
  takeSlow(userId: string, room: string, seconds: number): Promise<void>;
  /** The same for a push that may be left out: false if it is to be. */
  allows(userId: string, kind: RateKind, posts: number): Promise<boolean>;
}

/** Users of whom a container remembers what they did. */
const REMEMBERED = 10_000;

export function createRates({
  clock,
  shared,
}: {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly shared: SharedRates;
}): Rates {
  /** By user and kind: the time by which everything taken so far has been paid for, at the rate. */
  const paidAt = new LRUCache<string, number>({ max: REMEMBERED });

  const limited = (retryAfterMs: number) =>
    new ProtocolError('RATE_LIMITED', 'You did this too often.', { retryAfterMs: Math.ceil(retryAfterMs) });

  /** Users who used up their attempts, and until when they are not read. */
  const pausedUntil = new LRUCache<string, number>({ max: REMEMBERED });

  /** Counts once more; returns how long until that would do, and counts nothing, if it is too often. */
  function count(userId: string, kind: RateKind): number {
    const { perSecond, burst } = RATES[kind];
    const cost = 1_000 / perSecond;
    const now = clock.monotonic();
    const key = `${kind} ${userId}`;
    const paid = Math.max(paidAt.get(key) ?? now, now);
    const wait = paid - now - (burst - 1) * cost;
    if (wait > 0) return wait;
    paidAt.set(key, paid + cost);
    return 0;
  }

  function startAttempt(userId: string): void {
    const now = clock.monotonic();
    const until = pausedUntil.get(userId) ?? now;
    if (until > now) throw limited(until - now);
    if (count(userId, 'attempt') === 0) return;
    pausedUntil.set(userId, now + ATTEMPTS_PAUSE_MS);
    throw limited(ATTEMPTS_PAUSE_MS);
  }

  function giveBackAttempt(userId: string): void {
    const key = `attempt ${userId}`;
    const paid = paidAt.get(key);
    if (paid !== undefined) paidAt.set(key, paid - 1_000 / RATES.attempt.perSecond);
  }

  return {
    take(userId, kind) {
      const wait = count(userId, kind);
      if (wait > 0) throw limited(wait);
    },

    async attempt(userId, work, isNew) {
      startAttempt(userId);
      const result = await work();
      if (isNew(result)) giveBackAttempt(userId);
      return result;
    },

    async takeShared(userId, kind, posts) {
      if (posts < COSTLY_POSTS || (await shared.take(userId, kind, RATES[kind]))) return;
      throw limited(Math.max(1, await shared.wait(userId, kind, RATES[kind])));
    },

    async takeSlow(userId, room, seconds) {
      const rate = { perSecond: 1 / seconds, burst: 1 };
      if (await shared.take(userId, `slow ${room}`, rate)) return;
      throw limited(Math.max(1, await shared.wait(userId, `slow ${room}`, rate)));
    },

    allows: async (userId, kind, posts) => posts < COSTLY_POSTS || shared.take(userId, kind, RATES[kind]),
  };
}
