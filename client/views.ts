import type { ResultOf } from '../shared/protocol/index.ts';
import { LIMITS } from '../shared/protocol/limits.ts';
import type { Env } from './env.ts';
import { asMessagingError, isPassing } from './errors.ts';
import { type Cursor, type Feed, isDirect } from './feed.ts';
import type { Link } from './link.ts';
import { backoff } from './timings.ts';

/** Has the server know which rooms are on show: it tells who comes, goes, types and reads in those alone. */
export interface Views {
  /** What a join says of the room; undefined as long as the app has never said what it shows. */
  of(room: string): boolean | undefined;
  /** The room is on show until the function that is returned is called. */
  show(room: string): () => void;
  /** A join that said so was granted. */
  joined(link: Link, result: ResultOf<'joinRoom'>, isShown: boolean | undefined): void;
  /** Tells the link that serves what it does not know yet. */
  serving(): void;
  stop(): void;
}

type Shown = Extract<ResultOf<'view'>['rooms'][number], { ok: true }>;

export interface ViewsDeps extends Env {
  readonly link: () => Link | undefined;
  readonly feedOf: (room: string) => Feed;
  readonly rejoin: (room: string) => void;
}

/** Well before the server takes a room for out of view. */
const RENEW_MS = (LIMITS.viewSeconds * 1_000 * 2) / 3;

export function createViews({ link: serving, feedOf, rejoin, clock, timings, events }: ViewsDeps): Views {
  /** In the order in which they came on show, once for each that shows them. */
  const shown: string[] = [];
  let isUsed = false;
  let tries = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let cancel = () => {};
  const saidOver = new WeakMap<Link, Map<string, boolean>>();

  /** What a connection has said of its rooms. */
  function saidBy(link: Link): Map<string, boolean> {
    const said = saidOver.get(link) ?? new Map<string, boolean>();
    saidOver.set(link, said);
    return said;
  }

  const newest = () => [...new Set(shown.toReversed())].slice(0, LIMITS.roomsInView);

  function later(ms: number): void {
    cancel();
    cancel = clock.after(ms, () => void tell());
  }

  /** Rooms that are looked at in passing are not told of. */
  function changed(): void {
    if (isUsed) later(Math.max(0, toldAt + timings.viewMs - clock.monotonic()));
  }

  async function tell(): Promise<void> {
    const link = serving();
    if (!link) return;
    const said = saidBy(link);
    const isIn = (room: string) => isDirect(room) || link.rooms.get(room) === true;
    const rooms = newest().filter(isIn);
    const fresh = rooms.filter(room => !said.get(room));
    const hidden = [...new Set([...link.rooms.keys(), ...said.keys()])]
      .filter(room => isIn(room) && !rooms.includes(room) && said.get(room) !== false)
      .slice(0, LIMITS.roomsPerRequest);
    const isNews = fresh.length + hidden.length > 0;
    // Of a large room that comes into view, the reply has what was held back since.
    const cursors = new Map(fresh.map(room => [room, isDirect(room) ? undefined : feedOf(room).cursor]));
    const fields = { rooms: rooms.map(room => ({ room, ...cursors.get(room) })), hidden };
    const renewsIn = toldAt + RENEW_MS - clock.monotonic();
    if (!isNews && rooms.length === 0) return;
    if (!isNews && renewsIn > 0) return later(renewsIn);
    toldAt = clock.monotonic();
    for (const room of fresh) said.set(room, true);
    for (const room of hidden) said.set(room, false);
    later(RENEW_MS);
    // What nobody waits for needs no reply: if it is lost, what was said before runs out.
    if (fresh.length === 0) return link.tell('view', fields);
    try {
      const reply = await link.request('view', fields);
      tries = 0;
      for (const result of reply.rooms)
        if (!result.ok) rejoin(result.room);
        else if (fresh.includes(result.room)) shownIn(result, cursors.get(result.room));
    } catch (thrown) {
      for (const room of [...fresh, ...hidden]) said.delete(room);
      const error = asMessagingError(thrown);
      if (isPassing(error)) later(backoff({ clock, timings }, ++tries, error.retryAfterMs));
    }
  }

  function shownIn({ missed, ...present }: Shown, asked: Cursor | undefined): void {
    if (missed) feedOf(present.room).resume(missed, asked, false);
    events.emit('present', present);
  }

  return {
    of: room => (isUsed ? newest().includes(room) : undefined),

    show(room) {
      isUsed = true;
      shown.push(room);
      changed();
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        shown.splice(shown.lastIndexOf(room), 1);
        changed();
      };
    },

    joined(link, { room, connections, users, truncated = false }, isShown) {
      if (isShown !== undefined) saidBy(link).set(room, isShown);
      if (isShown) toldAt = clock.monotonic();
      if (users) events.emit('present', { room, connections, users, truncated });
      changed();
    },

    serving: changed,
    stop: () => cancel(),
  };
}
