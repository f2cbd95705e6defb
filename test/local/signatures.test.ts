/** Every AWS API of the local server, called as somebody would who has no key. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openStore } from '../../local/store.ts';
import { type TestServer, testServer } from '../support/server.ts';
import { signRequest } from '../support/sign-request.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const APIS = [
  ['dynamodb', 'DynamoDB_20120810.ListTables'],
  ['secretsmanager', 'secretsmanager.ListSecrets'],
  ['sqs', 'AmazonSQS.ListQueues'],
  ['cognito-idp', 'AWSCognitoIdentityProviderService.ListUsers'],
] as const;

describe.each(APIS)('%s', (service, target) => {
  async function call(headers: Record<string, string>, body = bodyOf()) {
    const response = await fetch(server.httpUrl, { method: 'POST', headers, body });
    const { __type } = z.object({ __type: z.string().optional() }).parse(await response.json());
    return [response.status, __type?.replace('com.amazon.coral.service#', '')];
  }
  const bodyOf = () =>
    JSON.stringify(service === 'cognito-idp' ? { UserPoolId: server.cognito.userPoolId } : {});
  const signed = (more: { accessKeyId?: string; secret?: string; service?: string; region?: string } = {}) =>
    signRequest({ url: `${server.httpUrl}/`, service, target, body: bodyOf(), ...more });

  it('takes what is signed with the key that the greeting names', async () => {
    expect(await call(signed())).toEqual([200, undefined]);
  });

  it('refuses what is not signed, or with a key, a secret, a service or a body of the caller’s own', async () => {
    const { authorization: _, ...unsigned } = signed();
    expect(await call(unsigned)).toEqual([400, 'MissingAuthenticationTokenException']);
    expect(await call(signed({ accessKeyId: 'mine' }))).toEqual([400, 'UnrecognizedClientException']);
    expect(await call(signed({ secret: 'mine' }))).toEqual([400, 'InvalidSignatureException']);
    expect(await call(signed({ region: 'eu-west-3' }))).toEqual([400, 'InvalidSignatureException']);
    expect(await call(signed({ service: 's3' }))).toEqual([400, 'InvalidSignatureException']);
    expect(await call(signed(), '{"Limit":1}')).toEqual([400, 'InvalidSignatureException']);
    const madeUp = `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request`;
    expect(await call({ ...unsigned, authorization: madeUp })).toEqual([400, 'IncompleteSignatureException']);
  });
});

it.each(APIS)(
  '%s refuses a body that is not UTF-8, and nothing else is read in its place',
  async (service, target) => {
    const text = JSON.stringify({ UserPoolId: server.cognito.userPoolId, TableName: 'caf\u00e9' });
    const body = Buffer.from(text, 'latin1');
    const headers = signRequest({ url: `${server.httpUrl}/`, service, target, body });
    const response = await fetch(server.httpUrl, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
  },
);

it('the store takes no request past the port that checks', async () => {
  const store = await openStore(undefined);
  const client = new DynamoDBClient({
    endpoint: new URL(store.endpoint).origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
    maxAttempts: 1,
  });
  await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  client.destroy();
  await store.close();
});
