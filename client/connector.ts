import type { Push, PushOf, User } from '../shared/protocol/index.ts';
import { busy, offline, unreachable } from './closing.ts';
import { type ConnectionEvent, type ConnectionState, IDLE, next } from './connection-state.ts';
import type { Env } from './env.ts';
import { asMessagingError, MessagingError } from './errors.ts';
import { inTime } from './in-time.ts';
import { type Link, linkOver } from './link.ts';
import type { Answer } from './probe.ts';
import { type SocketConstructor, socketTo } from './socket.ts';
import { backoff } from './timings.ts';
import { type Claims, freshToken, type GetToken } from './token.ts';

/** Keeps one link serving: does what the state says, and reports what happened. */
export interface Connector {
  readonly state: ConnectionState;
  /** The link that serves, if any. */
  readonly link?: Link | undefined;
  /** Whose token it has. */
  readonly user?: User | undefined;
  /** When the next try comes, in the states that wait for one. */
  readonly retryAt?: number | undefined;
  dispatch(event: ConnectionEvent): void;
  /** The link that serves, or the next that will; rejects if it is late, or the client stopped. */
  ready(timeoutMs: number): Promise<Link>;
  /** The network may be another one now: no waiting, no trusting. */
  wake(): void;
  /** There is no network now: no socket is worth keeping. */
  offline(): void;
}

export interface ConnectorDeps extends Env {
  readonly url: string;
  readonly userId?: string | undefined;
  readonly getToken: GetToken;
  readonly WebSocket: SocketConstructor;
  /** What answers there: tells a refused handshake from a dead server. */
  readonly probe: (url: string) => Promise<Answer>;
  /** `serves`: it came over the link that serves, not over one that comes or goes. */
  push(push: Exclude<Push, PushOf<'bye'>>, serves: boolean): void;
  /** Time for a heartbeat; true if a request goes out now. */
  idle(link: Link): boolean;
  /** A frame came over the link that serves. */
  heard(isProof: boolean): void;
  /** Makes a new link fit to serve; the old one, if any, serves until this is done. */
  prepare(link: Link): Promise<void>;
  changed(): void;
  /** The link serves from now on; `replaces`: without a break, in place of another. */
  serving(link: Link, replaces: boolean): void;
}

/** A successor is made this part of the lifetime before its end… */
const MARGIN = 0.05;
/** …but this at most; times a random factor of up to two, so that clients who came at one instant spread out. */
const LONGEST_MARGIN_MS = 300_000; // 5 minutes

const ignore = () => {};

export const stopping = (error: MessagingError | undefined): MessagingError =>
  error ?? new MessagingError('CLOSED', 'The connection was closed.');

export function createConnector(deps: ConnectorDeps): Connector {
  const { clock, timings } = deps;
  /** The try under way. A try that finds another one here has been given up. */
  let making: { link?: Link; token?: string } | undefined;
  /** Replaced, and waiting for the replies it is owed. */
  let draining: Link | undefined;
  /** Whether a token of ours has let us in since the start. */
  let trusted = false;
  let cancelRetry = ignore;
  let cancelExpiry = ignore;
  const waiters: { resolve(link: Link): void; reject(error: MessagingError): void }[] = [];

  function dispatch(event: ConnectionEvent): void {
    const before = self.state;
    self.state = next(before, event);
    if (self.state === before) return;
    obey(self.state);
    deps.changed();
  }

  function obey(state: ConnectionState): void {
    if (state.name === 'connecting' || state.name === 'replacing') {
      if (!making) void make(state.refresh);
    } else {
      making?.link?.close();
      making = undefined;
    }

    if (state.name !== 'waiting' && state.name !== 'postponed') {
      cancelRetry();
      self.retryAt = undefined;
    } else if (!self.retryAt) {
      const ms = backoff(deps, state.attempt, state.error?.retryAfterMs);
      self.retryAt = clock.now() + ms;
      cancelRetry = clock.after(ms, () => dispatch({ type: 'due' }));
    }

    if (state.name !== 'stopped') return;
    trusted = false;
    self.link?.close();
    draining?.close();
    for (const waiter of waiters.splice(0)) waiter.reject(stopping(state.error));
  }

  async function make(refresh: boolean): Promise<void> {
    const mine: { link?: Link; token?: string } = {};
    making = mine;
    try {
      const claims = await freshToken(deps, refresh);
      if (making !== mine) return;
      if (claims.user && deps.userId && claims.user.userId !== deps.userId)
        throw new MessagingError('OTHER_USER', 'The token is another user’s.');
      self.user = claims.user ?? self.user;
      mine.token = claims.token;
      const link = connect(claims.token);
      mine.link = link;
      await link.opened;
      trusted = true;
      await deps.prepare(link);
      if (link.error) throw link.error;
      if (making === mine) serve(link, claims);
    } catch (thrown) {
      let error = mine.link?.error ?? asMessagingError(thrown);
      // Browsers don't tell a dead server from a refused handshake.
      const answer = error.code === 'REFUSED' ? await deps.probe(deps.url) : 'answer';
      if (answer !== 'answer') error = answer === 'busy' ? busy() : unreachable();
      if (making === mine) dispatch({ type: 'failed', error, trusted, hadToken: mine.token !== undefined });
    }
  }

  function connect(token: string): Link {
    const link: Link = linkOver(socketTo(deps.url, token, deps.WebSocket), deps, {
      push(push) {
        const serves = link === self.link;
        if (push.type !== 'bye') deps.push(push, serves);
        else if (serves) expiring(link, push.code === 'EXPIRED');
      },
      idle: () => deps.idle(link),
      heard(isProof) {
        if (link === self.link) deps.heard(isProof);
      },
      ended(error) {
        if (link !== self.link) return;
        self.link = undefined;
        cancelExpiry();
        dispatch({ type: 'lost', error, lasted: lasted(link) });
      },
    });
    return link;
  }

  function serve(link: Link, { expiresAt }: Claims): void {
    draining = self.link;
    self.link = link;
    making = undefined;
    dispatch({ type: 'opened' });
    for (const waiter of waiters.splice(0)) waiter.resolve(link);
    deps.serving(link, draining !== undefined);
    draining?.drain();

    const lasts = timings.lifetimeMs - (clock.monotonic() - link.openedAt);
    const left = expiresAt - clock.now();
    const lifetime = Math.min(left, lasts);
    cancelExpiry();
    // A token that has expired by this machine's clock, and still let us in, says nothing about the end.
    if (lifetime <= 0) return;
    const margin = Math.min(LONGEST_MARGIN_MS, lifetime * MARGIN) * (1 + clock.random());
    cancelExpiry = clock.after(lifetime - margin, () => expiring(link, left <= lasts));
  }

  function expiring(link: Link, refresh: boolean): void {
    dispatch({ type: 'expiring', refresh, lasted: lasted(link) });
  }

  const lasted = (link: Link): boolean => clock.monotonic() - link.openedAt >= timings.stableMs;

  const self: { -readonly [K in keyof Connector]: Connector[K] } = {
    state: IDLE,
    dispatch,
    ready(timeoutMs) {
      const { link, state } = self;
      if (link) return Promise.resolve(link);
      if (state.name === 'stopped') return Promise.reject(stopping(state.error));
      dispatch({ type: 'connect' });
      return inTime(
        clock,
        timeoutMs,
        new Promise<Link>((resolve, reject) => waiters.push({ resolve, reject })),
      );
    },
    wake() {
      dispatch({ type: 'due' });
      self.link?.check();
    },
    offline() {
      self.link?.close(offline());
      if (making) dispatch({ type: 'failed', error: offline(), hadToken: making.token !== undefined });
    },
  };
  return self;
}
