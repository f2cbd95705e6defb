import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../../../emulator/dynamodb/store.ts';
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
