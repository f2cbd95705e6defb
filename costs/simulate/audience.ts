/** Everyone in the room, and when each message reached them. */
import type { Subscription } from '../../shared/core/ports.ts';
import type { Chance } from '../chance.ts';
import type { Deliveries } from './deliveries.ts';

export const ROOM = 'room';

/** Times are milliseconds of the simulation. */
interface Reached {
  readonly first: number;
  readonly last: number;
}

export interface Audience {
  /** In a large room each of them stands for several connections. */
  readonly present: readonly Subscription[];
  /** How many connections one of them stands for. */
  weightOf(connectionId: string): number;
  /** Says when a client sent the message that was stored under this seq. */
  sent(seq: number, at: number): void;
  /** A frame reached a connection; of what was in it, only messages that it did not have count as delivered. */
  took(connectionId: string, frame: Buffer, reached: Reached): void;
  readonly counted: { delivered: number };
  /** Different frames that somebody took. */
  frames(): number;
}

interface StandIn {
  readonly subscription: Subscription;
  readonly weight: number;
  /** The newest seq that it has. */
  newest: number;
  /** Older ones that it does not have yet. */
  readonly missing: Set<number>;
}

/** Samples of a frame that several connections took; each stands for several deliveries. */
const SAMPLES = 8;

export function createAudience(
  { members, each }: { members: number; each: number },
  { deliveries, chance, warmAt }: { deliveries: Deliveries; chance: Chance; warmAt: number },
): Audience {
  const counted = { delivered: 0 };
  /** A frame is known by its first message. */
  const begins = new Set<number>();
  const read = new WeakMap<Buffer, Span | undefined>();
  const sentAt: number[] = [];
  const standIns = new Map<string, StandIn>();
  for (let at = 0; at < members; at += each) {
    const subscription = subscriptionOf(standIns.size);
    const weight = Math.min(each, members - at);
    standIns.set(subscription.connectionId, { subscription, weight, newest: 0, missing: new Set() });
  }

  function standIn(connectionId: string): StandIn {
    const found = standIns.get(connectionId);
    if (found) return found;
    throw new Error(`nobody is connected as ${connectionId}`);
  }

  /** The messages from `first` to `last` that it did not have. */
  function fresh(to: StandIn, { first, last }: Span): number[] {
    const found: number[] = [];
    for (let seq = to.newest + 1; seq < first; seq++) to.missing.add(seq);
    for (let seq = first; seq <= last; seq++) if (seq > to.newest || to.missing.delete(seq)) found.push(seq);
    to.newest = Math.max(to.newest, last);
    return found;
  }

  function record(to: StandIn, seqs: readonly number[], { first, last }: Reached): void {
    counted.delivered += seqs.length * to.weight;
    const samples = Math.max(1, Math.min(to.weight, Math.floor(SAMPLES / seqs.length)));
    for (let i = 0; i < samples; i++) {
      const weight = Math.floor(((i + 1) * to.weight) / samples) - Math.floor((i * to.weight) / samples);
      const at = first + (last - first) * chance.uniform();
      for (const seq of seqs) {
        const sent = sentAt[seq] ?? 0;
        if (sent >= warmAt) deliveries.record(at - sent, weight);
      }
    }
  }

  return {
    present: [...standIns.values()].map(({ subscription }) => subscription),
    counted,
    frames: () => begins.size,
    weightOf: connectionId => standIn(connectionId).weight,
    sent(seq, at) {
      sentAt[seq] = at;
    },
    took(connectionId, frame, reached) {
      if (!read.has(frame)) read.set(frame, spanOf(frame));
      const span = read.get(frame);
      const to = standIn(connectionId);
      if (span) {
        begins.add(span.first);
        record(to, fresh(to, span), reached);
      } else {
        // Told that it is lagging, it fetches what it missed.
        const missed = [...to.missing, ...fresh(to, { first: to.newest + 1, last: sentAt.length - 1 })];
        to.missing.clear();
        record(to, missed, reached);
      }
    },
  };
}

/** With ids as long as real ones: a subscription and a message take the bytes that they take in a real room. */
const subscriptionOf = (index: number): Subscription => ({
  room: ROOM,
  userId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  name: `user ${index}`,
  connectionId: `connection-${String(index).padStart(8, '0')}`,
  joinedAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
});

/** The seqs of a frame: what lies between has no gap. */
interface Span {
  readonly first: number;
  readonly last: number;
}

const SEQ = '"seq":';

/** Undefined for a frame without messages. */
function spanOf(frame: Buffer): Span | undefined {
  const seqAt = (index: number) =>
    Number.parseInt(frame.toString('latin1', index + SEQ.length, index + 30), 10);
  const [first, last] = [frame.indexOf(SEQ), frame.lastIndexOf(SEQ)];
  return first === -1 ? undefined : { first: seqAt(first), last: seqAt(last) };
}
