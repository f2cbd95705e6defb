/** The queues of this machine, by name; made when they are first asked for, and kept with their messages. */
import * as z from 'zod';
import { steadyEpoch } from '../clock.ts';
import type { OnRepaired } from '../leveldb/open-folder.ts';
import { openStorage, type Storage } from '../storage.ts';
import { noQueue, queueExists } from './errors.ts';
import { Message } from './message.ts';
import { messageKey, Queue } from './queue.ts';
import { QueueSettings, readSettings } from './settings.ts';

const QUEUES = 'queue/';
/** How often a clock that a test moves is looked at. */
const MOVED_CLOCK_MS = 20;
const ACCOUNT = '000000000000';

const Record = z.object({ name: z.string(), createdAt: z.number(), settings: QueueSettings });

export interface NewQueue {
  readonly name: string;
  readonly attributes: Readonly<{ [name: string]: unknown }>;
}

export interface QueuesOptions {
  /** Where they are kept; absent: in memory. */
  readonly directory?: string | undefined;
  readonly onRepaired?: OnRepaired | undefined;
  readonly region: string;
  /** The address of the API without a trailing slash. */
  readonly baseUrl: string;
  /** For tests: stands for both clocks. */
  now?: (() => number) | undefined;
}

export interface Queues {
  readonly now: () => number;
  /** The queue of that name, as it was or made with these attributes. */
  ensure(name: string, attributes?: Readonly<{ [name: string]: unknown }>): Promise<Queue>;
  /** Refuses if it is there with other attributes. */
  create(name: string, attributes: Readonly<{ [name: string]: unknown }>): Promise<Queue>;
  change(queue: Queue, attributes: Readonly<{ [name: string]: unknown }>): Promise<void>;
  get(name: string): Queue;
  ofUrl(url: string): Queue;
  ofArn(arn: string): Queue | undefined;
  all(): Queue[];
  /** @param origin how the caller reaches this server; by default, as this machine does */
  urlOf(name: string, origin?: string): string;
  /** Of all of them, by name. */
  urls(origin: string): Readonly<{ [name: string]: string }>;
  arnOf(name: string): string;
  close(): Promise<void>;
}

export async function openQueues({
  directory,
  onRepaired,
  region,
  baseUrl,
  now: given,
}: QueuesOptions): Promise<Queues> {
  const storage = await openStorage(directory, onRepaired);
  const now = given ?? Date.now;
  const steady = given ?? steadyEpoch;
  const byName = new Map<string, Queue>();
  const arnOf = (name: string) => `arn:aws:sqs:${region}:${ACCOUNT}:${name}`;
  const urlOf = (name: string, origin = baseUrl) => `${origin}/${ACCOUNT}/${name}`;
  const ofArn = (arn: string) => [...byName.values()].find(queue => queue.arn === arn);

  function add(record: z.infer<typeof Record>, messages: readonly Message[]): Queue {
    const queue = new Queue({
      ...record,
      arn: arnOf(record.name),
      messages,
      storage,
      now,
      steady,
      queueOf: ofArn,
      ...(given && { mostWaitMs: MOVED_CLOCK_MS }),
    });
    byName.set(record.name, queue);
    return queue;
  }

  const save = ({ name, createdAt, settings }: Queue) =>
    storage.write({ type: 'put', key: QUEUES + name, value: { name, createdAt, settings } });

  async function make(name: string, settings: QueueSettings): Promise<Queue> {
    const queue = add({ name, createdAt: now(), settings }, []);
    await save(queue);
    return queue;
  }

  function get(name: string): Queue {
    const queue = byName.get(name);
    if (!queue) throw noQueue();
    return queue;
  }

  for await (const stored of storage.list(QUEUES)) {
    const record = Record.parse(stored);
    add(record, await messagesOf(storage, record.name));
  }

  return {
    now,
    ensure: async (name, attributes = {}) => byName.get(name) ?? make(name, readSettings(attributes)),

    async create(name, attributes) {
      const found = byName.get(name);
      if (!found) return make(name, readSettings(attributes));
      const same =
        JSON.stringify(readSettings(attributes, found.settings)) === JSON.stringify(found.settings);
      if (!same) throw queueExists(name);
      return found;
    },

    async change(queue, attributes) {
      queue.settings = readSettings(attributes, queue.settings);
      await save(queue);
    },

    get,
    ofArn,
    // Whatever host it was said with: localhost and 127.0.0.1 are one.
    ofUrl: url => get(url.slice(url.lastIndexOf('/') + 1)),
    all: () => [...byName.values()],
    urlOf,
    urls: origin => Object.fromEntries([...byName.keys()].map(name => [name, urlOf(name, origin)])),
    arnOf,
    close: () => storage.close(),
  };
}

async function messagesOf(storage: Storage, name: string): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const stored of storage.list(messageKey(name))) messages.push(Message.parse(stored));
  return messages.sort((one, other) => one.sentAt - other.sentAt);
}
