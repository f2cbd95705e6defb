/** The embedded DynamoDB-compatible store: dynalite, on disk or in memory, with the two tables in it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { KEY, MEMBERSHIPS } from '../../shared/aws/tables.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../local-aws.ts';

export interface Store {
  readonly endpoint: string;
  close(): Promise<void>;
}

export const TABLES = { connections: 'connections', messages: 'messages' } as const;

const key = [
  { AttributeName: KEY.partition, KeyType: 'HASH' as const },
  { AttributeName: KEY.sort, KeyType: 'RANGE' as const },
];
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });

/** The two tables of shared/aws/tables.ts. */
const DEFINITIONS: readonly CreateTableCommandInput[] = [
  {
    TableName: TABLES.connections,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: key,
    AttributeDefinitions: [text(KEY.partition), text(KEY.sort)],
  },
  {
    TableName: TABLES.messages,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: key,
    AttributeDefinitions: [text(KEY.partition), text(KEY.sort), text(MEMBERSHIPS.partition)],
    GlobalSecondaryIndexes: [
      {
        IndexName: MEMBERSHIPS.name,
        KeySchema: [
          { AttributeName: MEMBERSHIPS.partition, KeyType: 'HASH' },
          { AttributeName: MEMBERSHIPS.sort, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
];

/** Makes the tables that are missing, in any DynamoDB-compatible store. */
export async function createTables(endpoint: string, definitions = DEFINITIONS): Promise<void> {
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
export async function openStore(directory: string | undefined, definitions = DEFINITIONS): Promise<Store> {
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
