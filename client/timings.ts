import { LIMITS } from '../shared/protocol/limits.ts';
import type { Clock } from './clock.ts';

/** How patient the client is. All in milliseconds. */
export interface Timings {
  /** For a token, and then for the handshake. */
  readonly connectTimeoutMs: number;
  /** For the reply to one request; API Gateway lets a function run for 29 s. */
  readonly replyTimeoutMs: number;
  /** With a reply outstanding, so long without any frame: then a `ping` asks whether the peer lives. */
  readonly quietMs: number;
  /** Without any frame after that `ping`: the peer is dead. */
  readonly pongMs: number;
  /** Idle for so long: a `sync` proves that nothing was missed. Must stay under API Gateway's 10 minutes. */
  readonly heartbeatMs: number;
  /** The first frame after so long a silence has every room prove within as long again that nothing of it was missed. */
  readonly proofMs: number;
  /** What the server grants a connection; a successor is made before. */
  readonly lifetimeMs: number;
  /** How long a replaced connection may still bring the replies it owes. */
  readonly drainMs: number;
  /** A message ahead of its turn waits so long for those before it, until `history` is asked for them. */
  readonly gapWaitMs: number;
  /** The first wait before a new try is a random part of twice this, the next of twice that… */
  readonly backoffBaseMs: number;
  /** …up to a random part of this. */
  readonly backoffCeilingMs: number;
  /** A connection that served so long was a good one: the count of tries begins anew. */
  readonly stableMs: number;
  /** A `leave` is told only when no `join` took it back within this. */
  readonly leaveHoldMs: number;
  /** So long nothing more is told of which rooms are on show: one that is passed through is not told of. */
  readonly viewMs: number;
  /** The newest read mark of so long a time is sent. */
  readonly readMs: number;
  /** At most one `typing` is sent in this time; twice this without news, a user types no more. */
  readonly typingMs: number;
}

export const DEFAULT_TIMINGS: Timings = {
  connectTimeoutMs: 15_000,
  replyTimeoutMs: 30_000,
  quietMs: 10_000,
  pongMs: 5_000,
  heartbeatMs: 300_000, // 5 minutes: a sync costs a Lambda and two metered messages
  proofMs: 30_000,
  lifetimeMs: LIMITS.connectionSeconds * 1_000,
  drainMs: 5_000,
  gapWaitMs: 250,
  backoffBaseMs: 500,
  backoffCeilingMs: 30_000,
  stableMs: 10_000,
  leaveHoldMs: 15_000,
  viewMs: 1_000,
  readMs: 1_000,
  typingMs: 3_000,
};

/** Full jitter: clients that lost their server at one instant come back spread over the whole wait. */
export const backoff = (
  { clock, timings }: { readonly clock: Clock; readonly timings: Timings },
  attempt: number,
  atLeastMs = 0,
): number =>
  Math.max(
    atLeastMs,
    clock.random() * Math.min(timings.backoffCeilingMs, timings.backoffBaseMs * 2 ** attempt),
  );
