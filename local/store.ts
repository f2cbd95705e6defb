/** The two tables of shared/aws/tables.ts, as the embedded store is given them. */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { createTables as createIn, openStore as openEmpty, type Store } from '../emulator/dynamodb/store.ts';
import { KEY, MEMBERSHIPS } from '../shared/aws/tables.ts';

export const TABLES = { connections: 'connections', messages: 'messages' } as const;

const key = [
  { AttributeName: KEY.partition, KeyType: 'HASH' as const },
  { AttributeName: KEY.sort, KeyType: 'RANGE' as const },
];
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });

export const DEFINITIONS: readonly CreateTableCommandInput[] = [
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

/** Makes those that are missing, in any DynamoDB-compatible store. */
export const createTables = (endpoint: string): Promise<void> => createIn(endpoint, DEFINITIONS);

/** @param directory where the data lies; undefined keeps it in memory */
export const openStore = (directory: string | undefined): Promise<Store> => openEmpty(directory, DEFINITIONS);
