/** The embedded DynamoDB-compatible store: dynalite, on disk or in memory. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../local-aws.ts';

export interface Store {
  readonly endpoint: string;
  close(): Promise<void>;
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
  }
  client.destroy();
}

const started = z.object({ port: z.int() });

/** @param directory where the data lies; undefined keeps it in memory */
export async function openStore(
  directory: string | undefined,
  definitions: readonly CreateTableCommandInput[],
): Promise<Store> {
  const thread = new Worker(new URL('./store-thread.mjs', import.meta.url), {
    workerData: directory ? { path: directory } : {},
    // It needs no loader, and must not inherit one.
    execArgv: [],
  });
  const [message] = await once(thread, 'message');
  const endpoint = `http://127.0.0.1:${started.parse(message).port}`;
  await createTables(endpoint, definitions);
  return {
    endpoint,
    async close() {
      thread.postMessage('close');
      await once(thread, 'exit');
    },
  };
}
