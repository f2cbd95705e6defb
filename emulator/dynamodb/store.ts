/** The embedded DynamoDB-compatible store: dynalite, on disk or in memory. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { noteHighWater } from '../leveldb/high-water.ts';
import { type OnRepaired, prepareFolder } from '../leveldb/open-folder.ts';
import { writesRefused } from '../leveldb/refused-writes.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../local-aws.ts';
import { type DirectCalls, directCalls } from './direct-calls.ts';

export interface Store {
  readonly endpoint: string;
  /** The same for clients of this process, at a third of the CPU. */
  readonly direct: DirectCalls;
  close(): Promise<void>;
}

async function isActive(client: DynamoDBClient, { TableName }: CreateTableCommandInput): Promise<void> {
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await sleep(5);
  }
}

/** Makes the tables that are missing, in any DynamoDB-compatible store. */
export async function createTables(
  endpoint: string,
  definitions: readonly CreateTableCommandInput[],
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  for (const definition of definitions) {
    try {
      await client.send(new CreateTableCommand(definition));
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error;
    }
    await isActive(client, definition);
  }
  client.destroy();
}

const said = z.union([
  z.object({ port: z.int() }),
  z.object({ notOpened: z.object({ message: z.string(), code: z.string().optional() }) }),
  z.object({ writesFailed: z.string() }),
  z.object({ failed: z.string() }),
]);

export interface StoreOptions {
  /** Without it, damage is an error. */
  readonly onRepaired?: OnRepaired | undefined;
  /** Called with a line for the person who runs the store: by default on stderr. */
  readonly onTrouble?: (line: string) => void;
}

/**
 * @param directory where the data lies; undefined keeps it in memory
 * @throws DamagedStore unless it is to be repaired
 */
export async function openStore(
  directory: string | undefined,
  definitions: readonly CreateTableCommandInput[],
  { onRepaired, onTrouble = line => console.error(line) }: StoreOptions = {},
): Promise<Store> {
  if (directory !== undefined) await prepareFolder(directory, onRepaired);
  const secretPath = `/${randomUUID()}`;
  const calls = new MessageChannel();
  const thread = new Worker(new URL('./store-thread.mjs', import.meta.url), {
    workerData: { secretPath, calls: calls.port2, ...(directory !== undefined && { path: directory }) },
    transferList: [calls.port2],
    // A query of a room leaves much behind: the default young generation is collected at every few of them.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
    // It needs no loader, and must not inherit one.
    execArgv: [],
  });
  const [message] = await once(thread, 'message');
  const start = said.parse(message);
  if ('notOpened' in start) throw Object.assign(new Error(start.notOpened.message), start.notOpened);
  if (!('port' in start)) throw new Error('the store said something else than its port');
  const highWater = directory === undefined ? undefined : noteHighWater(directory);
  thread.on('message', later => {
    const trouble = said.parse(later);
    if ('writesFailed' in trouble) {
      highWater?.freeze();
      onTrouble(writesRefused(directory, trouble.writesFailed));
    } else if ('failed' in trouble) onTrouble(`The store failed: ${trouble.failed}`);
  });
  const endpoint = `http://127.0.0.1:${start.port}${secretPath}`;
  await createTables(endpoint, definitions);
  return {
    endpoint,
    direct: directCalls(calls.port1),
    async close() {
      thread.postMessage('close');
      await once(thread, 'exit');
      calls.port1.close();
      await highWater?.stop();
    },
  };
}
