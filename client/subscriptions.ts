import type { ResultOf } from '../shared/protocol/index.ts';
import { LIMITS } from '../shared/protocol/limits.ts';
import type { Env } from './env.ts';
import { asMessagingError, errorOf, isPassing, type MessagingError } from './errors.ts';
import type { Cursor, Feed } from './feed.ts';
import type { Link } from './link.ts';
import { backoff } from './timings.ts';
import type { Views } from './views.ts';

export interface JoinOptions {
  /** How many of the newest messages to begin with; 10 unless told. */
  readonly last?: number;
  /** Where an earlier session left off (`room.cursor`): begins right after it. */
  readonly cursor?: Cursor;
}

export type Joined = ResultOf<'joinRoom'>;

/** A room that the app wants to be in. */
interface Wish {
  readonly options: JoinOptions;
  readonly waiters: { resolve(joined: Joined): void; reject(error: MessagingError): void }[];
  joined?: Joined;
  tries: number;
}

/** Keeps every connection in the rooms that the app wants to be in. */
export interface Subscriptions {
  has(room: string): boolean;
  /** Stays pending while there is no connection. */
  join(room: string, options: JoinOptions): Promise<Joined>;
  leave(room: string, error: MessagingError): void;
  /** The server may have forgotten that we are in the room; false if the app does not want to be. */
  rejoin(room?: string): boolean;
  /** Joins every wanted room over a link; throws if the link is lost. */
  joinAll(link: Link): Promise<void>;
  /** The link serves now: joins and leaves what changed while it was made. */
  serving(link: Link): void;
  /** Nothing more will come: who still waits is told so. */
  stop(error: MessagingError): void;
}

export interface SubscriptionsDeps extends Env {
  /** That serves. */
  readonly link: () => Link | undefined;
  readonly feedOf: (room: string) => Feed;
  readonly views: Pick<Views, 'of' | 'joined'>;
  readonly joined: () => void;
  /** Whether messages of ours wait for the room to be joined. */
  readonly isAwaited: (room: string) => boolean;
  /** `wasIn`: the server took back what it had granted. */
  readonly refused: (room: string, error: MessagingError, wasIn: boolean) => void;
}

/** A first join that was put off so often is refused to the app; a room once joined, or spoken to, is asked for again for ever. */
const MOST_TRIES = 3;

export function createSubscriptions(deps: SubscriptionsDeps): Subscriptions {
  const wishes = new Map<string, Wish>();

  /** API Gateway runs the frames of one connection side by side: a new join has to wait until the leave is through. */
  async function leaveOver(link: Link, room: string): Promise<void> {
    link.rooms.set(room, false);
    await link.request('leaveRoom', { room }).catch(() => {});
    link.rooms.delete(room);
    ensure();
  }

  function ensure(): void {
    const link = deps.link();
    if (link) joinAll(link).catch(() => {});
  }

  async function joinAll(link: Link): Promise<void> {
    for (;;) {
      const rooms = [...wishes.keys()].filter(room => !link.rooms.has(room));
      if (rooms.length === 0) return;
      await ask(link, rooms.slice(0, LIMITS.roomsPerRequest));
    }
  }

  async function ask(link: Link, rooms: readonly string[]): Promise<void> {
    const cursors = new Map<string, Cursor | undefined>();
    const views = new Map(rooms.map(room => [room, deps.views.of(room)]));
    const asked = rooms.map(room => {
      link.rooms.set(room, false);
      const options = wishes.get(room)?.options;
      const cursor = deps.feedOf(room).cursor ?? options?.cursor;
      cursors.set(room, cursor);
      return { room, view: views.get(room), ...(cursor ?? { last: options?.last }) };
    });
    try {
      const reply = await link.request('joinRooms', { rooms: asked });
      for (const result of reply.rooms)
        if (result.ok) {
          joined(link, result, cursors.get(result.room));
          deps.views.joined(link, result, views.get(result.room));
        } else refused(link, result.room, errorOf(result.error));
    } catch (error) {
      if (link.error) throw error;
      for (const room of rooms) refused(link, room, asMessagingError(error));
    }
  }

  function joined(link: Link, result: ResultOf<'joinRoom'>, asked: Cursor | undefined): void {
    const { room } = result;
    const wish = wishes.get(room);
    // Left while the join was under way.
    if (!wish) return void leaveOver(link, room);
    link.rooms.set(room, true);
    wish.joined = result;
    wish.tries = 0;
    // A link that will take over from one that serves has recovered nothing.
    deps.feedOf(room).resume(result, asked, (deps.link() ?? link) === link);
    for (const waiter of wish.waiters.splice(0)) waiter.resolve(result);
    deps.joined();
  }

  function refused(link: Link, room: string, error: MessagingError): void {
    const wish = wishes.get(room);
    if (!wish) return void link.rooms.delete(room);
    wish.tries += 1;
    const isPutOff = isPassing(error) && (wish.joined || wish.tries < MOST_TRIES);
    if (!isPutOff) for (const waiter of wish.waiters.splice(0)) waiter.reject(error);
    // What was handed over to be sent is not lost over a throttle.
    if (isPutOff || (isPassing(error) && deps.isAwaited(room))) {
      deps.clock.after(backoff(deps, wish.tries, error.retryAfterMs), () => {
        link.rooms.delete(room);
        ensure();
      });
      return;
    }
    wishes.delete(room);
    link.rooms.delete(room);
    deps.refused(room, error, wish.joined !== undefined);
  }

  return {
    has: room => wishes.has(room),

    join(room, options) {
      const wish = wishes.get(room) ?? { options, waiters: [], tries: 0 };
      wishes.set(room, wish);
      if (wish.joined) return Promise.resolve(wish.joined);
      // Later in this turn: joins of one turn go into one frame.
      queueMicrotask(ensure);
      return new Promise((resolve, reject) => wish.waiters.push({ resolve, reject }));
    },

    leave(room, error) {
      const wish = wishes.get(room);
      wishes.delete(room);
      for (const waiter of wish?.waiters ?? []) waiter.reject(error);
      const link = deps.link();
      if (link?.rooms.get(room)) void leaveOver(link, room);
    },

    rejoin(room = '') {
      if (!wishes.has(room)) return false;
      deps.link()?.rooms.delete(room);
      ensure();
      return true;
    },

    joinAll,

    serving(link) {
      ensure();
      for (const [room, isIn] of [...link.rooms]) if (isIn && !wishes.has(room)) void leaveOver(link, room);
    },

    stop(error) {
      for (const [room, wish] of wishes) {
        if (!wish.joined) wishes.delete(room);
        for (const waiter of wish.waiters.splice(0)) waiter.reject(error);
      }
    },
  };
}
