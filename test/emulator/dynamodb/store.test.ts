import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../emulator/dynamodb/store.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { DEFINITIONS } from '../../../local/store.ts';

let store: Store;
beforeAll(async () => {
  store = await openStore(undefined, DEFINITIONS);
});
afterAll(() => store.close());

const call = (operation: string, body: unknown) =>
  fetch(store.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });

it('a body that the engine trips over is answered as AWS answers it, and the next one is served', async () => {
  for (let times = 0; times < 3; times += 1) {
    const response = await call('BatchGetItem', { RequestItems: { messages: null } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: 'com.amazon.coral.service#SerializationException',
    });
  }
  expect((await call('ListTables', {})).status).toBe(200);
});

describe('calls of this process, without HTTP', () => {
  const clientOf = ({ direct }: Store) =>
    new DynamoDBClient({
      ...direct,
      endpoint: 'http://nowhere.invalid',
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
  const Key = { PK: { S: 'ROOM#direct' }, SK: { S: 'MSG#é' } };

  it('are answered by the same store as those over HTTP', async () => {
    await clientOf(store).send(
      new PutItemCommand({ TableName: 'messages', Item: { ...Key, text: { S: 'ü' } } }),
    );
    const response = await call('GetItem', { TableName: 'messages', Key });
    expect(await response.json()).toEqual({ Item: { ...Key, text: { S: 'ü' } } });
  });

  it('fail as those over HTTP do', async () => {
    const client = clientOf(store);
    const once = { TableName: 'messages', Item: Key, ConditionExpression: 'attribute_not_exists(PK)' };
    await expect(client.send(new PutItemCommand(once))).rejects.toThrow(ConditionalCheckFailedException);
    await expect(client.send(new GetItemCommand({ TableName: 'none', Key }))).rejects.toThrow(
      ResourceNotFoundException,
    );
  });

  it('a body that the engine trips over fails, and the next call is answered', async () => {
    const client = clientOf(store);
    const unreadable = new QueryCommand({ TableName: 'messages' });
    client.middlewareStack.add(
      (next, { commandName }) =>
        args => {
          if (commandName === 'QueryCommand')
            Object.assign(args.request ?? {}, { body: Buffer.from('null') });
          return next(args);
        },
      { step: 'finalizeRequest' },
    );
    await expect(client.send(unreadable)).rejects.toThrow("can't be read");
    expect((await client.send(new ListTablesCommand({}))).TableNames).toContain('messages');
  });

  it('one that is under way as the store closes fails, and so does every later one', async () => {
    const own = await openStore(undefined, DEFINITIONS);
    const client = clientOf(own);
    await own.close();
    await expect(client.send(new ListTablesCommand({}))).rejects.toThrow('the store was closed');
  });
});
