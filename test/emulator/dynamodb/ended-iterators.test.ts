import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { AbstractLevel, AbstractValueIterator } from 'abstract-level';
import { afterAll, expect, it, vi } from 'vitest';
import '../../../emulator/dynamodb/ended-iterators.mjs';
import { createTables } from '../../../emulator/dynamodb/store.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';

/** It has no types. */
const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite');
const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
await once(server, 'listening');
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
afterAll(() => {
  client.destroy();
  server.close();
});

it('a query leaves no iterator open, whether it reads to the end or stops at its limit', async () => {
  const TableName = 'letters';
  await createTables(endpoint, [
    {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'PK', AttributeType: 'S' },
        { AttributeName: 'SK', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
    },
  ]);
  for (const SK of ['a', 'b', 'c'])
    await client.send(new PutItemCommand({ TableName, Item: { PK: { S: 'one' }, SK: { S: SK } } }));
  const opened = vi.spyOn(AbstractLevel.prototype, 'values');
  const closed = vi.spyOn(AbstractValueIterator.prototype, 'close');
  for (const Limit of [1, 2, 3, undefined])
    await client.send(
      new QueryCommand({
        TableName,
        Limit,
        KeyConditionExpression: 'PK = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'one' } },
      }),
    );
  expect(opened).toHaveBeenCalledTimes(4);
  await vi.waitFor(() => expect(new Set(closed.mock.contexts).size).toBe(4));
});
