/** The whole backend, as `npm start` runs it: gateway, handlers, store, sign-in. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { testServer } from '../../../test/support/server.ts';
import { answerWith, memory } from './talk.ts';

const off = Number.POSITIVE_INFINITY;
// On disk, as npm start keeps it: a store in memory would count as the connections' own.
const directory = await mkdtemp(join(tmpdir(), 'messaging-bench-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const server = await testServer({ directory, rules: { connectsPerSecond: off, requestsPerSecond: off } });
const { endpoint, tables } = server.dynamodb;

/** What lies in `connections`. */
async function itemsLeft(): Promise<number> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  let items = 0;
  for await (const { Count = 0 } of paginateScan(
    { client },
    { TableName: tables.connections, Select: 'COUNT' },
  ))
    items += Count;
  client.destroy();
  return items;
}

answerWith(async ({ what }) => (what === 'left' ? { items: await itemsLeft() } : memory()));
process.send?.({ url: server.socketUrl, token: await server.token('alice') });
