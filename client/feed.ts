import { isChange, isMessage, type Message, type ReadEntry } from '../shared/protocol/entries.ts';
import type { ResultOf } from '../shared/protocol/index.ts';
import type { Call } from './call.ts';
import { sleep } from './clock.ts';
import type { Env } from './env.ts';
import { asMessagingError, isPassing } from './errors.ts';
import { createRoomLog } from './room-log.ts';
import { backoff } from './timings.ts';

/** What the replies to `joinRooms` and `sync` hold for a room. */
type CaughtUp = Pick<ResultOf<'joinRoom'>, 'epoch' | 'head' | 'messages' | 'recovered'>;

/** A place in a room's log. */
export interface Cursor {
  readonly epoch: string;
  readonly after: number;
}

/** One room's log as this client follows it: every entry once, in order, or a clear word that some are lost. */
export interface Feed {
  readonly room: string;
  /** Undefined until it is known where to begin. */
  readonly cursor: Cursor | undefined;
  /** When it was last known to be whole up to its end, or was asked about that; by the clock that only runs on. */
  provenAt: number;
  /** There may be what no push has brought yet: the last proof had it, or we sent it before anything was known of the room. */
  isDoubted: boolean;
  /** Whether entries are known of that were not applied yet. */
  isBehind(): boolean;
  /** Whether every entry after that place has been applied, up to the cursor. */
  isWholeSince(place: Cursor | undefined): boolean;
  /** Takes in entries that were pushed, or are our own. */
  deliver(entries: readonly ReadEntry[]): void;
  /** Takes in the reply to the cursor that was `asked`. A loss is always told, a recovery only if `tells`. */
  resume(reply: CaughtUp, asked: Cursor | undefined, tells: boolean): void;
  /** The room was left: what still arrives is not told any more. */
  close(): void;
}

export interface FeedDeps extends Env {
  readonly call: Call;
  /** Told of every message before the listeners are. */
  readonly applied: (message: Message) => void;
  /** Asks the server what it has after our cursor. */
  readonly recheck: (feed: Feed) => Promise<void>;
}

export const isDirect = (room: string): boolean => room.startsWith('dm:');

export function createFeed(room: string, { call, clock, timings, events, applied, recheck }: FeedDeps): Feed {
  const log = createRoomLog();
  /** A server that mixes up its rooms must not have one show what another says. */
  const ours = (entries: readonly ReadEntry[]) => entries.filter(entry => entry.room === room);
  const isBehind = () => !isClosed && log.epoch !== undefined && log.last < log.head;
  let isFilling = false;
  let isClosed = false;

  /** An entry of a type that we don't know has its turn, and is left at that. */
  function apply(entries: readonly ReadEntry[]): void {
    for (const entry of log.take(entries)) {
      feed.provenAt = clock.monotonic();
      if (isMessage(entry)) {
        applied(entry);
        events.emit('message', entry);
      } else if (isChange(entry)) events.emit(entry.type, entry);
      else if ('details' in entry) events.emit('room', entry);
    }
  }

  /** Asks `history` for what is missing, until nothing is. */
  async function fill(waitMs: number): Promise<void> {
    if (isFilling || !isBehind()) return;
    isFilling = true;
    // Pushes overtake one another all the time: most gaps close by themselves.
    if (waitMs > 0) await sleep(clock, waitMs);
    if (waitMs > 0 && isBehind()) events.emit('gap', { room, from: log.last + 1, to: log.head });
    for (let attempt = 1; isBehind(); attempt++) {
      try {
        const before = log.last;
        await takePage(await call('history', { room, after: before }));
        // A page that leads nowhere is no reason to ask again at once.
        if (log.last !== before) attempt = 0;
        else if (isBehind()) await sleep(clock, backoff({ clock, timings }, attempt));
      } catch (thrown) {
        if (!isPassing(asMessagingError(thrown))) break;
        await sleep(clock, backoff({ clock, timings }, attempt));
      }
    }
    isFilling = false;
  }

  async function takePage({ epoch, head, messages: page }: ResultOf<'history'>): Promise<void> {
    const messages = ours(page);
    const [first] = messages;
    if (epoch !== log.epoch) await recheck(feed);
    // The server has less than it told before: nothing to wait for.
    else if (!first) log.head = log.last;
    // Beyond the retention: the log goes on with a later entry.
    else if (first.seq > log.last + 1)
      resume({ epoch, head, messages, recovered: false }, feed.cursor, false);
    else if (!isClosed) apply(messages);
  }

  function resume(
    { epoch, head, messages: page, recovered }: CaughtUp,
    asked: Cursor | undefined,
    tells: boolean,
  ): void {
    if (isClosed) return;
    const messages = ours(page);
    const base = (messages[0]?.seq ?? head + 1) - 1;
    if (log.epoch === undefined && asked && recovered) log.start(epoch, asked.after);
    // A reply that pushes have overtaken loses nothing.
    const isOvertaken = log.epoch === epoch && base <= log.last && (asked?.after ?? 0) <= head;
    const changes = messages.filter(entry => entry.seq > log.last && !isMessage(entry));
    const missed = Math.max(0, head - log.last - changes.length);
    if (!recovered && !isOvertaken) {
      log.start(epoch, base);
      if (asked) events.emit('recovered', { room, epoch, recovered: false, missed: 0 });
    }
    log.head = Math.max(log.head, head);
    feed.provenAt = clock.monotonic();
    apply(messages);
    if (recovered && tells) events.emit('recovered', { room, epoch, recovered, missed });
    void fill(0);
  }

  const feed: Feed = {
    room,
    get cursor() {
      return log.epoch === undefined ? undefined : { epoch: log.epoch, after: log.last };
    },
    provenAt: clock.monotonic(),
    isDoubted: false,
    isBehind,
    isWholeSince: place => place !== undefined && place.epoch === log.epoch && log.base <= place.after,
    deliver(brought) {
      feed.isDoubted = false;
      const entries = ours(brought);
      const [first] = entries;
      // Nobody joins a direct room: its log begins with what comes first.
      if (first && log.epoch === undefined && isDirect(room)) log.start(first.epoch, first.seq - 1);
      const { epoch } = log;
      // Only the server can tell which of the two logs is the room's. If it does not reply, the next push asks again.
      if (epoch !== undefined && entries.some(entry => entry.epoch !== epoch)) recheck(feed).catch(() => {});
      apply(entries);
      void fill(timings.gapWaitMs);
    },
    resume,
    close() {
      isClosed = true;
    },
  };
  return feed;
}
