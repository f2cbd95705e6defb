import { expect, test } from 'vitest';
import { askedBy } from '../../../emulator/template/calls.ts';

const call = (target: string, body: object) =>
  askedBy(
    {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': target },
      body: Buffer.from(JSON.stringify(body)),
      origin: 'http://127.0.0.1',
    },
    { secretArn: id => id },
  )?.calls;

test('a call about a user pool is allowed by a policy that names the pool, as on AWS', () => {
  expect(call('AWSCognitoIdentityProviderService.ListUsers', { UserPoolId: 'us-east-1_abc' })).toEqual([
    {
      action: 'cognito-idp:ListUsers',
      resource: 'arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_abc',
    },
  ]);
});
