import type { Push, PushOf } from '../shared/protocol/index.ts';
import { type Call, callOver } from './call.ts';
import { catchUp } from './catch-up.ts';
import { viewOf } from './client-state.ts';
import { type Clock, systemClock } from './clock.ts';
import { IDLE } from './connection-state.ts';
import { type Connector, createConnector, stopping } from './connector.ts';
import { Emitter } from './emitter.ts';
import type { Env } from './env.ts';
import { MessagingError } from './errors.ts';
import type { ClientEvents, ClientState } from './events.ts';
import { createFeed, type Feed, isDirect } from './feed.ts';
import { watchNetwork } from './network.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { OutboxStore } from './outbox-store.ts';
import { createPresence } from './presence.ts';
import { type Answer, probe } from './probe.ts';
import { createProofs } from './proofs.ts';
import { globalSocket, type SocketConstructor } from './socket.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';
import { DEFAULT_TIMINGS, type Timings } from './timings.ts';
import type { GetToken } from './token.ts';
import { createViews, type Views } from './views.ts';

export interface ClientOptions {
  /** `wss://…`, with the stage. */
  readonly url: string;
  /** Asked before every connection, and again with `refresh` if the last token would not do. */
  readonly getToken: GetToken;
  /**
   * Whom the client belongs to for good: with a token of anyone else it stops. Without it, what was written as one user is
   * still never sent as another.
   */
  readonly userId?: string | undefined;
  /** Where there is no global one, as in Node 20: that of the package `ws`. */
  readonly WebSocket?: SocketConstructor;
  /** Keeps unacknowledged messages beyond this page or process. */
  readonly outbox?: OutboxStore;
  /** What differs from the defaults. */
  readonly timings?: Partial<Timings>;
  /** For tests. */
  readonly clock?: Clock;
  /** For tests: what answers plain HTTP at the URL. A browser can't tell otherwise why a handshake failed. */
  readonly probe?: (url: string) => Promise<Answer>;
}

/** The parts of a client, wired to one another. */
export interface Core extends Env {
  readonly state: ClientState;
  readonly connector: Connector;
  /** Connects at the first use; throws after the end. */
  start(): void;
  readonly call: Call;
  readonly subscriptions: Subscriptions;
  readonly outbox: Outbox;
  readonly views: Views;
  feedOf(room: string): Feed;
  leave(room: string): void;
}

export function createCore(options: ClientOptions): Core {
  const events = new Emitter<ClientEvents>();
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const env: Env = { clock: options.clock ?? systemClock, timings, events };
  const feeds = new Map<string, Feed>();
  const presence = createPresence(env);
  let state: ClientState = viewOf(IDLE, undefined);
  let stopListening: (() => void) | undefined;

  const connector = createConnector({
    probe,
    ...options,
    ...env,
    WebSocket: options.WebSocket ?? globalSocket(),
    push,
    changed,
    prepare: link => subscriptions.joinAll(link),
    idle: link => link === connector.link && proofs.ask(0),
    heard: isProof => proofs.heard(isProof),
    serving(link, replaces) {
      subscriptions.serving(link);
      views.serving();
      proofs.start();
      outbox.pump();
      const direct = [...feeds.values()].filter(feed => isDirect(feed.room));
      catchUp(call, direct, !replaces).catch(() => {});
    },
  });
  const call = callOver(connector.ready, env, room => subscriptions.rejoin(room));
  const views = createViews({
    ...env,
    link: () => connector.link,
    feedOf,
    rejoin: room => subscriptions.rejoin(room),
  });
  const subscriptions: Subscriptions = createSubscriptions({
    ...env,
    views,
    link: () => connector.link,
    feedOf,
    joined: () => outbox.pump(),
    isAwaited: room => outbox.pending.some(item => item.room === room),
    refused(room, error, wasIn) {
      forget(room, error);
      if (wasIn) events.emit('left', { room, error });
    },
  });
  const proofs = createProofs({
    ...env,
    feeds,
    // If it fails for now, the next heartbeat asks again; if the link is dead, that is found out.
    ask: known => connector.link && void catchUp(call, known, false, mayBeOut).catch(() => {}),
  });
  const outbox = createOutbox({
    ...options,
    ...env,
    feedOf,
    call,
    user: () => connector.user,
    linkFor: room => (isDirect(room) || connector.link?.rooms.get(room) ? connector.link : undefined),
    rejoin: subscriptions.rejoin,
  });

  function feedOf(room: string): Feed {
    let feed = feeds.get(room);
    if (!feed) {
      const recheck = (one: Feed) => catchUp(call, [one], false);
      feed = createFeed(room, { ...env, call, recheck, applied: outbox.applied });
      feeds.set(room, feed);
    }
    return feed;
  }

  /** Of what it does not show, a large room's messages come late: only if they never do, the subscription is gone. */
  function mayBeOut(room: string, isMissing: boolean): void {
    const feed = feeds.get(room);
    if (isMissing && feed && !feed.isDoubted && views.of(room) === false) feed.isDoubted = true;
    else subscriptions.rejoin(room);
  }

  function forget(room: string, error: MessagingError): void {
    feeds.get(room)?.close();
    feeds.delete(room);
    outbox.failRoom(room, error);
  }

  function push(frame: Exclude<Push, PushOf<'bye'>>, serves: boolean): void {
    if (frame.type === 'membership') {
      events.emit('membership', frame);
      // Whether that puts us out of it, as of a private room, the server alone knows.
      if (frame.event === 'removed') subscriptions.rejoin(frame.room);
      return;
    }
    // A room that was left may still bring what was on its way.
    if (!isDirect(frame.room) && !subscriptions.has(frame.room)) return;
    const feed = feedOf(frame.room);
    switch (frame.type) {
      case 'message': {
        const { type: _type, ...message } = frame;
        feed.deliver([message]);
        break;
      }
      case 'messages':
        feed.deliver(frame.messages);
        break;
      case 'edited':
      case 'deleted':
      case 'room':
        feed.deliver([frame]);
        break;
      case 'lagging':
        events.emit('lagging', { room: frame.room });
        // If it fails, the next push or heartbeat finds the gap.
        catchUp(call, [feed], true).catch(() => {});
        break;
      // The rest has no seq to tell a repeat by: while two links overlap, only one of them is heard.
      case 'presence':
        if (serves) presence.changed(frame);
        break;
      case 'typing':
        if (serves) presence.typed(frame);
        break;
      case 'read':
        if (serves) events.emit('read', frame);
        break;
      default:
        frame satisfies never;
    }
  }

  function changed(): void {
    const now = connector.state;
    if (now.name === 'stopped') {
      const error = stopping(now.error);
      stopListening?.();
      stopListening = undefined;
      presence.stop();
      proofs.stop();
      views.stop();
      subscriptions.stop(error);
      outbox.stop(error);
    } else if (!stopListening) {
      stopListening = watchNetwork(env.clock, { woke: connector.wake, offline: connector.offline });
      void outbox.restore();
    }
    const before = state;
    state = viewOf(now, connector.retryAt);
    // The app is not told that one link takes over from another.
    if (before.name !== state.name || before.attempt !== state.attempt) events.emit('state', state);
  }

  return {
    ...env,
    get state() {
      return state;
    },
    connector,
    start() {
      if (state.name === 'stopped') throw stopping(state.error);
      connector.dispatch({ type: 'connect' });
    },
    call,
    subscriptions,
    outbox,
    views,
    feedOf,
    leave(room) {
      const error = new MessagingError('NOT_JOINED', 'Left.');
      subscriptions.leave(room, error);
      forget(room, error);
    },
  };
}
