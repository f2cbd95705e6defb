import {
  AdminGetUserCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signRequest } from '../../support/sign-request.ts';
import { type PoolServer, refusal, startPool } from './pool-server.ts';

let server: PoolServer;

beforeAll(async () => {
  server = await startPool();
});
afterAll(() => server.stop());

const targetOf = (operation: string) => `AWSCognitoIdentityProviderService.${operation}`;

function signed(operation: string, body: unknown): Record<string, string> {
  const service = 'cognito-idp';
  return signRequest({ url: server.url, service, target: targetOf(operation), body: JSON.stringify(body) });
}

/** Signed by default, as an administrator's SDK does it. */
async function post(operation: string, body: unknown, headers = signed(operation, body)) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': targetOf(operation),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return { response, answer: JSON.parse(await response.text()) };
}

test('a refusal is HTTP 400 that names its exception in the header and in the body', async () => {
  const AuthParameters = { USERNAME: 'nobody', PASSWORD: 'nothing' };
  const { response, answer } = await post(
    'InitiateAuth',
    {
      ...server.ofClient,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters,
    },
    {},
  );
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(response.headers.get('x-amzn-errortype')).toBe('NotAuthorizedException');
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer).toEqual({ __type: 'NotAuthorizedException', message: 'Incorrect username or password.' });
});

test('an operation that is not there is refused as unknown', async () => {
  await expect(server.client.send(new CreateUserPoolCommand({ PoolName: 'second' }))).rejects.toEqual(
    refusal(
      'UnknownOperationException',
      'Unknown operation: AWSCognitoIdentityProviderService.CreateUserPool',
    ),
  );
  for (const name of ['constructor', '__proto__', ''])
    expect((await post(name, {})).answer.__type).toBe('UnknownOperationException');
});

test('an administrator who did not sign the request is refused, as on AWS', async () => {
  const { answer } = await post('AdminGetUser', { ...server.inPool, Username: 'alice' }, {});
  expect(answer).toEqual({
    __type: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  });
});

test.each([
  [
    {},
    "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must not be null",
  ],
  [
    { Username: 7 },
    /^1 validation error detected: Value at 'username' failed to satisfy constraint: .*string/,
  ],
  [{ Username: 'has space' }, /^1 validation error detected: Value at 'username' failed/],
])('the parameters %j are refused, and the message says why', async (body, message) => {
  const { answer } = await post('AdminGetUser', { ...server.inPool, ...body });
  expect(answer).toEqual({
    __type: 'InvalidParameterException',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('all that is wrong is named at once, and a body that is no object too', async () => {
  const two = await post('AdminGetUser', {});
  expect(two.answer.message).toMatch(/^2 validation errors detected: .*'userPoolId'.*; .*'username'/);
  for (const body of [null, [], 'text', 7])
    expect((await post('AdminGetUser', body)).answer.__type).toBe('InvalidParameterException');
});

test('what the SDK does not check itself is checked here', async () => {
  await expect(
    server.client.send(new ListUsersCommand({ ...server.inPool, Limit: 61 })),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(
    server.client.send(new AdminGetUserCommand({ ...server.inPool, Username: undefined })),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('parameters that mean nothing here do no harm', async () => {
  await expect(
    server.client.send(
      new InitiateAuthCommand({
        ...server.ofClient,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'nobody', PASSWORD: 'nothing' },
        ClientMetadata: { app: 'test' },
        AnalyticsMetadata: { AnalyticsEndpointId: 'x' },
      }),
    ),
  ).rejects.toEqual(refusal('NotAuthorizedException', 'Incorrect username or password.'));
});
