import type { Message, User } from '../shared/protocol/index.ts';
import { LIMITS } from '../shared/protocol/limits.ts';
import { sleep } from './clock.ts';
import type { Env } from './env.ts';
import { asMessagingError, isPassing, MessagingError } from './errors.ts';
import type { Sent } from './events.ts';
import { type Feed, isDirect } from './feed.ts';
import type { Link } from './link.ts';
import type { OutboxStore, Outgoing } from './outbox-store.ts';
import { backoff } from './timings.ts';

/**
 * Sends until acknowledged, on however many connections that takes. A room's messages go one after the other: API
 * Gateway runs the frames of one connection at the same time, and only an acknowledgement keeps their order.
 */
export interface Outbox {
  /** Handed over by the app and not acknowledged yet, each room's in the order of sending. */
  readonly pending: readonly Outgoing[];
  add(message: Pick<Outgoing, 'room' | 'messageId' | 'content'>): Promise<Sent>;
  /** Takes up what an earlier page or process left behind. */
  restore(): Promise<void>;
  /** Sends what can be sent now. */
  pump(): void;
  /** A message of the log: if it is one of ours, that is its acknowledgement. */
  applied(message: Message): void;
  /** Gives one message up; false if there is none such. */
  fail(messageId: string, error: MessagingError): boolean;
  /** The room is closed to us. */
  failRoom(room: string, error: MessagingError): void;
  /** The connection has ended for good. What is stored stays stored, for the next time. */
  stop(error: MessagingError): void;
}

export interface OutboxDeps extends Env {
  readonly outbox?: OutboxStore | undefined;
  readonly feedOf: (room: string) => Feed;
  readonly user: () => User | undefined;
  /** The link that serves, if it may be used to speak in the room. */
  readonly linkFor: (room: string) => Link | undefined;
  /** The server has forgotten that we are in the room. */
  readonly rejoin: (room: string) => void;
}

interface Entry {
  item: Outgoing;
  resolve?: (sent: Sent) => void;
  reject?: (error: MessagingError) => void;
}

/** A refusal without an end in sight is told to the app after so many tries; what is only busy is tried for ever. */
const MOST_TRIES = 5;

export function createOutbox(deps: OutboxDeps): Outbox {
  const { clock, timings, events, feedOf, outbox: store } = deps;
  /** By messageId, in the order of sending. */
  let entries = new Map<string, Entry>();
  let latest = 0;
  /** Rooms with a message under way. */
  const busy = new Set<string>();

  const inRoom = (room: string) => [...entries.values()].filter(({ item }) => item.room === room);

  function pump(): void {
    for (const { item } of entries.values()) void run(item.room);
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
    const { room, messageId, content, attempt, firstTryAt = clock.now() } = entry.item;
    const feed = feedOf(room);
    const { since = feed.cursor } = entry.item;
    if (clock.now() - firstTryAt > LIMITS.repeatWindowMs - 2 * timings.replyTimeoutMs) {
      // The server no longer knows a repeat, but the log does; it has to be read to its end for that.
      if (feed.isBehind()) return sleep(clock, timings.gapWaitMs);
      if (!feed.isWholeSince(since)) {
        fail(messageId, new MessagingError('UNCERTAIN', 'It may have been stored.'));
        return;
      }
    }
    entry.item = { ...entry.item, attempt: attempt + 1, firstTryAt, ...(since && { since }) };
    // Before the frame: after a crash the next process must know that it may be a repeat.
    if (attempt === 0) await store?.put(entry.item);
    try {
      const request = { room, messageId, attempt: attempt + 1, ...content };
      acknowledge(await link.request('sendMessage', request));
    } catch (thrown) {
      // If the link is lost, the next one sends it again.
      if (entries.has(messageId) && !link.error) await refused(entry.item, asMessagingError(thrown));
    }
  }

  async function refused({ room, messageId, attempt }: Outgoing, error: MessagingError): Promise<void> {
    const isLast = attempt >= MOST_TRIES;
    if (error.code === 'NOT_JOINED' && !isDirect(room) && !isLast) deps.rejoin(room);
    else if (!isPassing(error) || (error.code === 'INTERNAL' && isLast)) fail(messageId, error);
    else {
      const retryInMs = Math.ceil(backoff(deps, attempt, error.retryAfterMs));
      events.emit('delayed', { room, messageId, attempt, error, retryInMs });
      await sleep(clock, retryInMs);
    }
  }

  function acknowledge(sent: Sent): void {
    const { room, messageId, seq, epoch, sentAt } = sent;
    const entry = take(messageId);
    if (!entry) return;
    entry.resolve?.(sent);
    events.emit('sent', sent);
    const from = deps.user();
    // Others get it pushed; we have it already.
    if (from) feedOf(room).deliver([{ room, epoch, seq, messageId, from, ...entry.item.content, sentAt }]);
  }

  function fail(messageId: string, error: MessagingError): boolean {
    const entry = take(messageId);
    entry?.reject?.(error);
    if (entry) events.emit('failed', { room: entry.item.room, messageId, error });
    return entry !== undefined;
  }

  /** Undefined if it was settled before. */
  function take(messageId: string): Entry | undefined {
    const entry = entries.get(messageId);
    if (entries.delete(messageId)) void store?.remove(messageId);
    return entry;
  }

  return {
    get pending() {
      return [...entries.values()].map(({ item }) => item);
    },

    add: message =>
      new Promise((resolve, reject) => {
        // Two of one millisecond keep their order in a store, too.
        latest = Math.max(clock.now(), latest + 1);
        const item: Outgoing = { ...message, queuedAt: latest, attempt: 0 };
        entries.set(item.messageId, { item, resolve, reject });
        void store?.put(item);
        pump();
      }),

    async restore() {
      const items = (await store?.load()) ?? [];
      // What was written since comes after.
      entries = new Map([...items.map((item): [string, Entry] => [item.messageId, { item }]), ...entries]);
      pump();
    },

    pump,

    applied({ room, seq, epoch, messageId, from, sentAt }) {
      if (from.userId === deps.user()?.userId)
        acknowledge({ room, seq, epoch, messageId, sentAt, duplicate: false });
    },

    fail,

    failRoom(room, error) {
      for (const { item } of inRoom(room)) fail(item.messageId, error);
    },

    stop(error) {
      for (const { reject } of entries.values()) reject?.(error);
      entries.clear();
    },
  };
}
