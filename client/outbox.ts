import type { Message, User } from '../shared/protocol/index.ts';
import { LIMITS } from '../shared/protocol/limits.ts';
import type { Call } from './call.ts';
import { sleep } from './clock.ts';
import type { Env } from './env.ts';
import { asMessagingError, isPassing, MessagingError } from './errors.ts';
import type { Sent } from './events.ts';
import type { Feed } from './feed.ts';
import type { Link } from './link.ts';
import type { OutboxStore, Outgoing } from './outbox-store.ts';
import type { Subscriptions } from './subscriptions.ts';
import { backoff } from './timings.ts';

/**
 * Sends until acknowledged, on however many connections that takes. A room's messages go one after the other: API
 * Gateway runs the frames of one connection at the same time, and only an acknowledgement keeps their order.
 */
export interface Outbox {
  /** Handed over by the app and not acknowledged yet, each room's in the order of sending. */
  readonly pending: readonly Outgoing[];
  add(message: Pick<Outgoing, 'room' | 'messageId' | 'content' | 'mayRepeat'>): Promise<Sent>;
  /** Takes up what an earlier page or process left behind. */
  restore(): Promise<void>;
  /** Sends what can be sent now. */
  pump(): void;
  /** A message of the log: if it is one of ours, that is its acknowledgement. */
  applied(message: Message): void;
  /** Gives one message up; false if there is none such. */
  fail(messageId: string, error: MessagingError): boolean;
  /** The room is closed to us: what was never sent has failed, and of the rest the server is asked whether it was stored. */
  failRoom(room: string, error: MessagingError): void;
  /** The connection has ended for good. What is stored stays stored, for the next time. */
  stop(error: MessagingError): void;
}

export interface OutboxDeps extends Env {
  readonly outbox?: OutboxStore | undefined;
  /** Whom the messages belong to, where the app has told. */
  readonly userId?: string | undefined;
  readonly call: Call;
  readonly feedOf: (room: string) => Feed;
  readonly user: () => User | undefined;
  /** The link that serves, if it may be used to speak in the room. */
  readonly linkFor: (room: string) => Link | undefined;
  readonly rejoin: Subscriptions['rejoin'];
}

interface Entry {
  item: Outgoing;
  /** When it was sent first, by the clock that only runs on. */
  triedAt?: number | undefined;
  /** How often the server failed at it. */
  failures: number;
  resolve?: (sent: Sent) => void;
  reject?: (error: MessagingError) => void;
}

/** `attempt` 1 tells the server that the id was never sent before. */
const requestOf = ({ room, messageId, content, attempt, mayRepeat = false }: Outgoing) => ({
  room,
  messageId,
  attempt: mayRepeat ? attempt + 1 : attempt,
  ...content,
});

/** A reply that names another message acknowledges nothing: taken as one, it would have ours sent again at once, for ever. */
function theSame(asked: Pick<Outgoing, 'room' | 'messageId'>, sent: Sent): Sent {
  if (sent.room === asked.room && sent.messageId === asked.messageId) return sent;
  throw new MessagingError('INTERNAL', 'Not its reply.');
}

const uncertain = () => new MessagingError('UNCERTAIN', 'It may have been stored.');

/** A message that the server fails at so often is given up; what is only busy, or has forgotten the room, is tried for ever. */
const MOST_FAILURES = 5;

export function createOutbox(deps: OutboxDeps): Outbox {
  const { clock, timings, events, feedOf, outbox: store } = deps;
  /** By messageId, in the order of sending. */
  let entries = new Map<string, Entry>();
  let latest = 0;
  /** Rooms with a message under way. */
  const busy = new Set<string>();

  const owner = () => deps.userId ?? deps.user()?.userId;
  const ours = () => [...entries.values()].filter(({ item }) => [undefined, owner()].includes(item.userId));
  const inRoom = (room: string) => ours().filter(({ item }) => item.room === room);

  /** What was written before it was known by whom is the user's who connects; what somebody else wrote stays in the store. */
  function own(): void {
    const userId = owner();
    if (!userId) return;
    for (const [messageId, entry] of entries) {
      if (!entry.item.userId) {
        entry.item = { ...entry.item, userId };
        void store?.put(entry.item);
      }
      if (entry.item.userId === userId) continue;
      entries.delete(messageId);
      // Of what an earlier process wrote as somebody else, this one's user is told nothing.
      if (entry.reject) giveUp(entry, new MessagingError('OTHER_USER', 'It was written by another user.'));
    }
  }

  function pump(): void {
    own();
    for (const { item } of ours()) void run(item.room);
  }

  async function run(room: string): Promise<void> {
    if (busy.has(room)) return;
    busy.add(room);
    for (;;) {
      const [entry] = inRoom(room);
      const link = deps.linkFor(room);
      // Without a link: the next one, or the join, pumps again.
      if (!entry || !link) break;
      await trySending(entry, link);
    }
    busy.delete(room);
  }

  async function trySending(entry: Entry, link: Link): Promise<void> {
    const { room, messageId, attempt, firstTryAt = clock.now() } = entry.item;
    const feed = feedOf(room);
    // One that was sent before, and does not say how far the log had been read then, can't be looked for in it.
    const since = attempt === 0 ? feed.cursor : entry.item.since;
    feed.isDoubted ||= !feed.cursor;
    entry.triedAt ??= clock.monotonic();
    if (clock.monotonic() - entry.triedAt > LIMITS.repeatWindowMs - 2 * timings.replyTimeoutMs) {
      // The server no longer knows a repeat, but the log does; it has to be read to its end for that.
      if (feed.isBehind()) return sleep(clock, timings.gapWaitMs);
      if (!feed.isWholeSince(since)) {
        fail(messageId, uncertain());
        return;
      }
    }
    entry.item = { ...entry.item, attempt: attempt + 1, firstTryAt, ...(since && { since }) };
    // Before the frame: after a crash the next process must know that it may be a repeat.
    if (attempt === 0) await store?.put(entry.item);
    try {
      const request = requestOf(entry.item);
      acknowledge(theSame(request, await link.request('sendMessage', request)));
    } catch (thrown) {
      // If the link is lost, the next one sends it again.
      if (entries.has(messageId) && !link.error) await refused(entry, asMessagingError(thrown));
    }
  }

  async function refused(entry: Entry, error: MessagingError): Promise<void> {
    const { room, messageId, attempt } = entry.item;
    if (error.code === 'INTERNAL') entry.failures++;
    const isForgotten = error.code === 'NOT_JOINED' && deps.rejoin(room);
    if (entry.failures === MOST_FAILURES || !(isForgotten || isPassing(error))) fail(messageId, error);
    else {
      const retryInMs = Math.ceil(backoff(deps, attempt, error.retryAfterMs));
      events.emit('delayed', { room, messageId, attempt, error, retryInMs });
      await sleep(clock, retryInMs);
    }
  }

  async function settle(item: Outgoing): Promise<void> {
    const { messageId } = item;
    try {
      const request = requestOf({ ...item, attempt: item.attempt + 1 });
      acknowledge(theSame(request, await deps.call('sendMessage', request)));
    } catch (thrown) {
      const error = asMessagingError(thrown);
      const isTold = !isPassing(error) && !['DISCONNECTED', 'CLOSED'].includes(error.code);
      fail(messageId, isTold ? error : uncertain());
    }
  }

  function acknowledge(sent: Sent): void {
    const { room, messageId, seq, ordinal, epoch, sentAt } = sent;
    const entry = take(messageId);
    if (!entry) return;
    entry.resolve?.(sent);
    events.emit('sent', sent);
    const from = deps.user();
    // Others get it pushed; we have it already.
    if (from)
      feedOf(room).deliver([{ room, epoch, seq, ordinal, messageId, from, ...entry.item.content, sentAt }]);
  }

  function fail(messageId: string, error: MessagingError): boolean {
    const entry = take(messageId);
    if (entry) giveUp(entry, error);
    return entry !== undefined;
  }

  function giveUp({ item: { room, messageId }, reject }: Entry, error: MessagingError): void {
    reject?.(error);
    events.emit('failed', { room, messageId, error });
  }

  /** Undefined if it was settled before. */
  function take(messageId: string): Entry | undefined {
    const entry = entries.get(messageId);
    if (entries.delete(messageId)) void store?.remove(messageId);
    return entry;
  }

  /** An earlier process's wall clock is all there is to tell; if it was ahead of ours, too long ago for anything. */
  function triedAt({ attempt, firstTryAt = Number.NaN }: Outgoing): number | undefined {
    const age = clock.now() - firstTryAt;
    if (attempt > 0) return age >= 0 ? clock.monotonic() - age : Number.NEGATIVE_INFINITY;
    return undefined;
  }

  return {
    get pending() {
      return ours().map(({ item }) => item);
    },

    add: message =>
      new Promise((resolve, reject) => {
        // Two of one millisecond keep their order in a store, too.
        latest = Math.max(clock.now(), latest + 1);
        const userId = owner();
        const item: Outgoing = { ...message, ...(userId && { userId }), queuedAt: latest, attempt: 0 };
        entries.set(item.messageId, { item, failures: 0, resolve, reject });
        void store?.put(item);
        pump();
      }),

    async restore() {
      const items = (await store?.load()) ?? [];
      // What was written since comes after.
      const restored = items.map((item): [string, Entry] => [
        item.messageId,
        { item, failures: 0, triedAt: triedAt(item) },
      ]);
      entries = new Map([...restored, ...entries]);
      pump();
    },

    pump,

    applied({ room, seq, ordinal = seq, epoch, messageId, from, sentAt }) {
      if (!from.server && from.userId === deps.user()?.userId)
        acknowledge({ room, seq, ordinal, epoch, messageId, sentAt, duplicate: false });
    },

    fail,

    failRoom(room, error) {
      for (const { item } of inRoom(room))
        if (item.attempt === 0) fail(item.messageId, error);
        else void settle(item);
    },

    stop(error) {
      for (const { reject } of entries.values()) reject?.(error);
      entries.clear();
    },
  };
}
