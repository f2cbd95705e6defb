/** The real handlers in several containers, without a gateway: frames in, replies out, posts to those connected. */

import { contextOf } from '../../emulator/lambda/function.ts';
import { TABLES } from '../../local/store.ts';
import { connectionStore } from '../../shared/aws/connection-store.ts';
import { spread } from '../../shared/aws/fan-out-function.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import { roomStore } from '../../shared/aws/room-store.ts';
import type { FanOutEvent } from '../../shared/core/fan-out/ports.ts';
import type { Clock, Connection, Poster } from '../../shared/core/ports.ts';
import { ROUTES, TRIGGERED } from '../../shared/routes.ts';
import type { Frame } from '../support/socket.ts';
import { bear, type Outside } from './containers.ts';
import { CONTAINERS } from './script.ts';

export interface BackendOptions {
  readonly documents: Outside['documents'];
  readonly clock: Clock;
  /** A fault in the clocks of the containers, to see that it is found. */
  readonly faultyClock: (clock: Clock) => Clock;
  readonly poster: Poster;
  readonly directLimit: number;
  /** Until a frame has gone from here to there. */
  pause(): Promise<void>;
  /** Work that nobody waits for. */
  background(work: Promise<unknown>): void;
  failed(what: string): void;
}

export type Backend = ReturnType<typeof createBackend>;

/** Slow enough to be met by a person's clients, so that clocks matter. */
const SENDER_MESSAGES_PER_SECOND = 5;
/** Lambda runs an event that failed again after a minute, and after two more. */
const EVENT_RETRIES_MS = [60_000, 120_000];

const specOf = (name: string) => {
  const found = [...ROUTES, ...TRIGGERED].find(spec =>
    'routeKey' in spec ? spec.routeKey === name : spec.handler === name,
  );
  if (!found) throw new Error(`there is no route or function ${name}`);
  return found;
};

export function createBackend(options: BackendOptions) {
  const { clock, faultyClock, poster, pause, background } = options;
  const skewMs: number[] = Array.from({ length: CONTAINERS }, () => 0);
  const outside: Outside = {
    documents: options.documents,
    clock: aheadMs => faultyClock({ ...clock, now: () => clock.now() + aheadMs() }),
    poster,
    failed: options.failed,
    settings: {
      PRESENCE_LIMIT: '0',
      DIRECT_LIMIT: String(options.directLimit),
      SENDER_MESSAGES_PER_SECOND: String(SENDER_MESSAGES_PER_SECOND),
    },
    fanOutFunction: {
      async start(event) {
        await pause();
        background(handle(event));
      },
      async run(event) {
        const outcome = await invoke('fanout', event);
        if (outcome === undefined) throw new Error('the fan-out function died');
        return spread.parse(outcome.result);
      },
    },
  };
  const born = (nth: number) => bear(outside, () => skewMs[nth] ?? 0);
  const containers = skewMs.map((_, nth) => born(nth));
  let invocations = 0;

  /** Undefined if the container died over it. */
  async function invoke(name: string, event: unknown): Promise<{ result: Frame } | undefined> {
    await pause();
    invocations += 1;
    const spec = specOf(name);
    const container = containers[invocations % CONTAINERS];
    const deadline = clock.monotonic() + spec.timeoutSeconds * 1_000;
    const context = {
      ...contextOf(spec, `request-${invocations}`),
      getRemainingTimeInMillis: () => deadline - clock.monotonic(),
    };
    const result = Promise.resolve(container?.functions[spec.handler]?.(event, context));
    const outcome = await Promise.race([result.then(value => ({ result: value })), container?.death]);
    await pause();
    return outcome ?? undefined;
  }

  async function handle(event: FanOutEvent): Promise<void> {
    for (const wait of [0, ...EVENT_RETRIES_MS]) {
      if (wait > 0) await clock.sleep(wait);
      if (await invoke('fanout', event)) return;
    }
  }

  function eventOf({ connectionId, userId, name, connectedAt, expiresAt }: Connection, body?: string) {
    return {
      requestContext: {
        connectionId,
        requestId: `request-${invocations}`,
        connectedAt,
        requestTimeEpoch: clock.now(),
        authorizer: { userId, name, groups: '[]', exp: expiresAt },
      },
      ...(body !== undefined && { body }),
    };
  }

  return {
    /** False if it failed. */
    connect: async (connection: Connection) =>
      (await invoke('$connect', eventOf(connection)))?.result.statusCode === 200,
    /** $disconnect, which is best effort: not to call it is to lose it. */
    disconnect: async (connection: Connection) => void (await invoke('$disconnect', eventOf(connection))),
    /** Undefined if there is no reply. */
    async request(connection: Connection, frame: Frame): Promise<Frame | undefined> {
      const outcome = await invoke(frame.action, eventOf(connection, JSON.stringify(frame)));
      return outcome && JSON.parse(outcome.result.body);
    },
    kill(nth: number) {
      containers[nth]?.die();
      containers[nth] = born(nth);
    },
    /** Sets a container's wall clock. */
    step(nth: number, ms: number) {
      skewMs[nth] = ms;
    },
    skewMs: skewMs as readonly number[],
  };
}

/** What the store holds, by the true time: to be looked at while nothing is under way. */
export function truthIn(documents: ReturnType<Outside['documents']>, now: () => number) {
  const messages = messageStore({ documents, table: TABLES.messages, now });
  const connections = connectionStore({ documents, table: TABLES.connections, now });
  const rooms = roomStore({ documents, table: TABLES.messages });
  return {
    log: (room: string) => messages.from(room, 1, LONGEST_LOG),
    room: rooms.room,
    role: rooms.role,
    async subscribers(room: string) {
      const found = [];
      for await (const page of connections.subscribers(room)) found.push(...page);
      return found;
    },
  };
}
export type Truth = ReturnType<typeof truthIn>;
const LONGEST_LOG = 500;
