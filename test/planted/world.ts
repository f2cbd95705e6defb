/** The real handlers in two containers, on virtual time, for clients that record what they see. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { contextOf } from '../../emulator/lambda/function.ts';
import { containerIn } from '../../local/container.ts';
import { functionsIn } from '../../local/functions.ts';
import { TABLES } from '../../local/store.ts';
import { spread } from '../../shared/aws/fan-out-function.ts';
import { messageStore } from '../../shared/aws/message-store.ts';
import type { FanOutEvent } from '../../shared/core/fan-out/ports.ts';
import type { Clock, Connection, Poster } from '../../shared/core/ports.ts';
import { ROUTES, TRIGGERED } from '../../shared/routes.ts';
import type { Frame, History, Promises, Quiet } from '../history/format.ts';
import { Recorder } from '../history/recorder.ts';
import { type Call, inProcessDocuments } from '../support/dynamodb/engine.ts';
import { Client } from './client.ts';
import { createTimeline, type Timeline } from './timeline.ts';

const SPECS = [...ROUTES, ...TRIGGERED];
const START_MS = 1_700_000_000_000;
/** As Lambda tries an event again that failed, or whose function died. */
const RETRY_MS = 60_000;
const RETRIES = 2;

/** As docs/protocol.md and docs/security.md have it: written out, so that no patch changes what is held against them. */
const PROMISES: Promises = {
  repeatWindowMs: 600_000,
  senderPerSecond: 10,
  roomPerSecond: 50,
  containers: 2,
  inFlightMs: 0,
  sweepMs: 60_000,
};

export interface WorldOptions {
  readonly seed: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether a call of a function to the store fails before it takes effect. */
  readonly fails?: (call: Call, handler: string) => boolean;
  /** For how long a call waits before it takes effect, milliseconds. */
  readonly delays?: (call: Call, handler: string) => number;
  /** For how long the answer to a call is on its way, milliseconds. */
  readonly lags?: (call: Call, handler: string) => number;
  /** Whether the function dies before its call takes effect: then nothing of it goes on. */
  readonly kills?: (call: Call, handler: string) => boolean;
}

/** A run of a function. */
interface Run {
  readonly handler: string;
  isDead: boolean;
  die(error: Error): void;
}
const never = () => new Promise<never>(() => {});

export class World {
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  readonly clients = new Map<string, Client>();
  readonly #containers: ReturnType<typeof functionsIn>[];
  readonly #documents: ReturnType<typeof inProcessDocuments>;
  readonly #runs = new AsyncLocalStorage<Run>();
  #invocations = 0;

  constructor({
    seed,
    settings = {},
    fails = () => false,
    kills = () => false,
    delays = () => 0,
    lags = () => 0,
  }: WorldOptions) {
    const timeline = createTimeline(seed);
    this.timeline = timeline;
    this.recorder = new Recorder(() => timeline.now);
    this.#documents = inProcessDocuments(run => async call => {
      await this.#lives(timeline.turn());
      const own = this.#runs.getStore();
      if (own) await this.#lives(timeline.sleep(delays(call, own.handler)));
      if (own && fails(call, own.handler)) throw new Error('the store is busy');
      if (own && kills(call, own.handler)) {
        own.isDead = true;
        own.die(new Error('killed'));
      }
      const answer = await this.#lives(run(call));
      if (own) await this.#lives(timeline.sleep(lags(call, own.handler)));
      return answer;
    });
    const clock: Clock = {
      now: () => this.wall,
      monotonic: () => timeline.now,
      sleep: ms => this.#lives(timeline.sleep(ms)),
      random: () => timeline.uniform(),
    };
    const poster: Poster = {
      post: async (connectionId, frame) => {
        await this.#lives(timeline.turn());
        return this.clients.get(connectionId)?.receive(JSON.parse(String(frame))) ?? 'gone';
      },
      disconnect: async connectionId => this.clients.get(connectionId)?.closedByServer() ?? false,
      isConnected: async connectionId => this.clients.get(connectionId)?.isOpen ?? false,
    };
    this.#containers = Array.from({ length: PROMISES.containers }, () =>
      functionsIn(
        containerIn(
          {
            dynamodbEndpoint: 'http://127.0.0.1:1',
            managementEndpoint: 'http://127.0.0.1:1',
            awsEndpoint: 'http://127.0.0.1:1',
            secretId: 'none',
            tokenIssuer: 'none',
            clientId: 'none',
            settings: { DIRECT_MEMBERSHIP: 'true', ...settings },
          },
          {
            documents: this.#documents,
            clock,
            poster,
            logger: { warn() {}, error() {} },
            fanOutFunction: {
              start: async event => void this.#fanOut(event),
              run: async event => spread.parse(await this.invoke('fanout', event)),
            },
          },
        ),
      ),
    );
  }

  client(user: string, groups: readonly string[] = []): Client {
    return new Client(this, user, groups);
  }

  /** What Lambda does with an event that nobody waits for. */
  async #fanOut(event: FanOutEvent): Promise<void> {
    for (let tries = 0; tries <= RETRIES; tries++) {
      try {
        await this.invoke('fanout', event);
        return;
      } catch {
        await this.timeline.sleep(RETRY_MS);
      }
    }
  }

  async request(connection: Connection, routeKey: string, frame?: Frame): Promise<Frame | undefined> {
    const { connectionId, userId, name, groups, connectedAt, expiresAt } = connection;
    const handler = ROUTES.find(route => route.routeKey === routeKey)?.handler ?? 'default';
    const event = {
      requestContext: {
        connectionId,
        requestId: `request-${this.#invocations}`,
        connectedAt,
        requestTimeEpoch: this.wall,
        authorizer: {
          userId,
          name,
          groups: JSON.stringify(groups),
          iat: Math.floor(connectedAt / 1_000),
          exp: expiresAt,
        },
      },
      ...(frame && { body: JSON.stringify(frame) }),
    };
    const { statusCode, body } = Object(await this.invoke(handler, event));
    return body === undefined ? { statusCode } : JSON.parse(body);
  }

  async invoke(handler: string, event: unknown): Promise<unknown> {
    const functions = this.#containers[this.#invocations++ % this.#containers.length];
    const spec = SPECS.find(one => one.handler === handler);
    if (!spec) throw new Error(`there is no handler ${handler}`);
    const context = contextOf(spec, `request-${this.#invocations}`);
    return new Promise((resolve, reject) => {
      this.#runs.run({ handler, isDead: false, die: reject }, async () => {
        try {
          resolve(await functions?.[handler]?.(event, context));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** What a function waits for, unless it has died. */
  async #lives<T>(work: Promise<T>): Promise<T> {
    if (this.#runs.getStore()?.isDead) return never();
    const done = await work;
    return this.#runs.getStore()?.isDead ? never() : done;
  }

  /** Epoch milliseconds, whole ones as a clock tells. */
  get wall(): number {
    return START_MS + Math.floor(this.timeline.now);
  }

  settle<T>(work: Promise<T>): Promise<T> {
    return this.timeline.settle(work);
  }

  sweep(): Promise<unknown> {
    return this.settle(this.invoke('sweeper', {}));
  }

  /** Looks at everything once nothing is under way; `following` are the clients that have had time to be told all. */
  async finish(rooms: readonly string[], following: readonly Client[]): Promise<History> {
    const quiet: Quiet = {
      logs: await Promise.all(rooms.map(room => this.#log(room))),
      following: following.flatMap(({ id, rooms: joined }) => joined.map(room => ({ client: id, room }))),
      unread: await this.settle(Promise.all(following.map(one => one.unread())).then(each => each.flat())),
      presence: await this.settle(
        Promise.all(
          rooms.flatMap(room => following.find(one => one.rooms.includes(room))?.presence(room) ?? []),
        ),
      ),
    };
    return this.recorder.finish(PROMISES, quiet);
  }

  async #log(room: string): Promise<Quiet['logs'][number]> {
    const store = messageStore({ documents: this.#documents, table: TABLES.messages, now: () => this.wall });
    const entries = await this.settle(store.from(room, 1, 1_000));
    return { room, epoch: entries[0]?.epoch ?? 'none', from: 1, entries };
  }
}
