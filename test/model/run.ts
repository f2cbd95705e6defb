/** One execution of a process: it runs until all that it does waits for an answer. */
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { TABLES } from '../../local/store.ts';
import type { FanOutEvent, FanOutFunction } from '../../shared/core/fan-out/ports.ts';
import type { Clock, Poster } from '../../shared/core/ports.ts';
import { type Answer, type Call, conditionFailed, type Engine } from '../support/dynamodb/engine.ts';
import { type Heard, textOf } from './snapshot.ts';

/** What a process waits for. */
export type Wait =
  | { readonly kind: 'command'; readonly call: Call; readonly text: string }
  | { readonly kind: 'post'; readonly seqs: readonly number[] }
  | { readonly kind: 'start'; readonly event: FanOutEvent }
  /** Epoch milliseconds. */
  | { readonly kind: 'sleep'; readonly until: number };

export interface Ports {
  readonly documents: DynamoDBDocumentClient;
  readonly clock: Clock;
  readonly poster: Poster;
  readonly fanOutFunction: FanOutFunction;
}

export interface Surroundings {
  /** At most 6 characters: an epoch is the first 8 of an id. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly begunAt: number;
  /** Answers what is asked about connections. */
  readonly constant: Engine;
  /** The connection to which a post is a step; all others have theirs at once. */
  readonly listener: string | undefined;
}

/** Real code on ports; resolves with what came of it. */
export type Program = (ports: Ports) => Promise<unknown>;

const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({ region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS }),
);
const asked = z.object({ input: z.record(z.string(), z.unknown()) });
const pushed = z.union([
  z.object({ messages: z.array(z.object({ seq: z.number() })) }),
  z.object({ seq: z.number() }),
]);

/** The process that runs just now: its ids are the same each time it runs. */
let running: Run | undefined;

/** Has every process make the same ids whenever it is run again. Returns what ends that. */
export function sameIdsAgain(): () => void {
  const { mock: mocked } = mock.method(crypto, 'randomUUID', () => running?.nextId() ?? '0-0-0-0-0');
  syncBuiltinESMExports();
  return () => {
    mocked.restore();
    syncBuiltinESMExports();
  };
}

export class Run {
  readonly waits = new Map<number, Wait>();
  outcome: string | undefined;
  readonly #settle = new Map<number, (heard: Heard) => void>();
  readonly #surroundings: Surroundings;
  #now: number;
  #asked = 0;
  #ids = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#now = surroundings.begunAt;
  }

  begin(program: Program): Promise<void> {
    return this.#goOn(() => {
      void program(this.#ports()).then(
        result => this.#end({ result }),
        (error: unknown) => this.#end({ error: error instanceof Error ? error.message : error }),
      );
    });
  }

  tell(wait: number, heard: Heard, at: number): Promise<void> {
    this.#now = at;
    this.waits.delete(wait);
    return this.#goOn(() => this.#settle.get(wait)?.(heard));
  }

  nextId(): string {
    return `${this.#ids++}.${this.#surroundings.name}`;
  }

  async #goOn(work: () => void): Promise<void> {
    running = this;
    work();
    await new Promise(setImmediate);
    running = undefined;
  }

  #end(outcome: unknown): void {
    this.outcome = textOf(outcome);
    // The function is frozen once it has returned.
    this.waits.clear();
  }

  #wait(wait: Wait): Promise<Answer> {
    const number = this.#asked++;
    if (this.outcome === undefined) this.waits.set(number, wait);
    return new Promise((resolve, reject) => {
      this.#settle.set(number, heard => {
        if ('value' in heard) resolve(heard.value);
        else reject(heard.failed === 'condition' ? conditionFailed() : new Error('the store failed'));
      });
    });
  }

  #ports(): Ports {
    const { constant, listener } = this.#surroundings;
    const send = (command: { readonly constructor: { readonly name: string } }) => {
      const operation = command.constructor.name.replace('Command', '').toLowerCase();
      const call = { operation, input: asked.parse(command).input } as Call;
      // Who is in the room never changes here: to read it is no step.
      if (call.input.TableName === TABLES.connections) return Promise.resolve(constant.run(call));
      return this.#wait({ kind: 'command', call, text: textOf(call) });
    };
    return {
      documents: Object.create(client, { send: { value: send } }),
      clock: {
        now: () => this.#now,
        monotonic: () => this.#now - this.#surroundings.begunAt,
        sleep: async ms => {
          if (ms > 0) await this.#wait({ kind: 'sleep', until: this.#now + ms });
        },
        random: () => 0,
      },
      poster: {
        post: async (connectionId, frame) => {
          if (connectionId !== listener) return 'posted';
          const push = pushed.parse(JSON.parse(frame.toString()));
          const seqs = 'seq' in push ? [push.seq] : push.messages.map(({ seq }) => seq);
          await this.#wait({ kind: 'post', seqs });
          return 'posted';
        },
        disconnect: async () => true,
        isConnected: async () => true,
      },
      fanOutFunction: {
        start: async event => void (await this.#wait({ kind: 'start', event })),
        run: async () => {
          throw new Error('no room of the model has segments');
        },
      },
    };
  }
}
