import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  ConfirmSignUpCommand,
  GetUserCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POOL_SETTINGS } from '../../../local/pool-settings.ts';
import { PASSWORD, type PoolServer, refusal, signIn, startPool } from './pool-server.ts';

let now = Date.now();
let server: PoolServer;

beforeAll(async () => {
  server = await startPool({ now: () => now });
});
afterAll(() => server.stop());

const signUp = (Username: string, Password = PASSWORD, attributes: Record<string, string> = {}) =>
  server.client.send(
    new SignUpCommand({
      ...server.ofClient,
      Username,
      Password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
const confirm = (Username: string, ConfirmationCode: string) =>
  server.client.send(new ConfirmSignUpCommand({ ...server.ofClient, Username, ConfirmationCode }));
const resend = (Username: string) =>
  server.client.send(new ResendConfirmationCodeCommand({ ...server.ofClient, Username }));
const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');

test('a new user is let in only after the mailed code, which proves the address too', async () => {
  const result = await signUp('alice', PASSWORD, { email: 'alice@example.com' });
  expect(result).toMatchObject({
    UserConfirmed: false,
    UserSub: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
  });
  await expect(signIn(server, 'alice')).rejects.toEqual(
    refusal('UserNotConfirmedException', 'User is not confirmed.'),
  );

  await expect(confirm('alice', otherThan(server.codeOf('alice')))).rejects.toEqual(
    refusal('CodeMismatchException', 'Invalid verification code provided, please try again.'),
  );
  await confirm('alice', server.codeOf('alice'));
  await expect(signIn(server, 'alice')).resolves.toHaveProperty('AccessToken');
  const user = await server.client.send(new AdminGetUserCommand({ ...server.inPool, Username: 'alice' }));
  expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
  await expect(confirm('alice', server.codeOf('alice'))).rejects.toEqual(
    refusal('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'),
  );
});

test('a code mailed again replaces the first', async () => {
  await signUp('bob');
  const first = server.codeOf('bob');
  do await resend('bob');
  while (server.codeOf('bob') === first);
  await expect(confirm('bob', first)).rejects.toEqual(
    refusal('CodeMismatchException', 'Invalid verification code provided, please try again.'),
  );
  await confirm('bob', server.codeOf('bob'));
  await expect(resend('bob')).rejects.toEqual(
    refusal('InvalidParameterException', 'User is already confirmed.'),
  );
});

test('a code older than a day is refused', async () => {
  await signUp('carol');
  now += 86_400_000;
  await expect(confirm('carol', server.codeOf('carol'))).rejects.toEqual(
    refusal('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
  );
});

test('a name nobody signed up can not be confirmed, nor be mailed a code', async () => {
  const stranger = refusal('UserNotFoundException', 'Username/client id combination not found.');
  await expect(confirm('nobody', '123456')).rejects.toEqual(stranger);
  await expect(resend('nobody')).rejects.toEqual(stranger);
});

test('a name that is taken is refused, also to the slower of two at once', async () => {
  const taken = refusal('UsernameExistsException', 'User already exists');
  const both = await Promise.allSettled([signUp('dave'), signUp('dave')]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(both).toContainEqual({ status: 'rejected', reason: taken });
  await expect(signUp('dave')).rejects.toEqual(taken);
});

test('a name is one name in any case, and none is an address', async () => {
  await signUp('Dave2');
  for (const name of ['dave2', 'DAVE2'])
    await expect(signUp(name)).rejects.toEqual(refusal('UsernameExistsException', 'User already exists'));
  await expect(signUp('dave@example.com')).rejects.toEqual(
    refusal(
      'InvalidParameterException',
      'Username cannot be of email format, since user pool is configured for email alias.',
    ),
  );
});

test('an address signs in one user: a second one can not prove it', async () => {
  await signUp('gina', PASSWORD, { email: 'shared@example.com' });
  await signUp('hugo', PASSWORD, { email: 'Shared@Example.com' });
  await expect(signIn(server, 'shared@example.com')).rejects.toEqual(
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );
  await confirm('gina', server.codeOf('gina'));
  await expect(confirm('hugo', server.codeOf('hugo'))).rejects.toEqual(
    refusal('AliasExistsException', 'An account with the email already exists.'),
  );
  const { AccessToken } = await signIn(server, 'SHARED@example.com');
  await expect(server.client.send(new GetUserCommand({ AccessToken }))).resolves.toHaveProperty(
    'Username',
    'gina',
  );
});

test('where only administrators make users, nobody signs up', async () => {
  const closed = await startPool({ settings: { ...POOL_SETTINGS, selfSignUp: false } });
  const given = { ...closed.ofClient, Username: 'alice', Password: PASSWORD };
  await expect(closed.client.send(new SignUpCommand(given))).rejects.toEqual(
    refusal('NotAuthorizedException', 'SignUp is not permitted for this user pool'),
  );
  await closed.stop();
});

test.each([
  ['Short-1', 'Password not long enough'],
  ['lower-case-1', 'Password must have uppercase characters'],
  ['UPPER-CASE-1', 'Password must have lowercase characters'],
  ['No-digits-here', 'Password must have numeric characters'],
  ['NoSymbols1', 'Password must have symbol characters'],
  ['TrailingSpace1 ', 'Password must have symbol characters'],
])('the password %j is refused: %s', async (password, complaint) => {
  await expect(signUp('weak', password)).rejects.toEqual(
    refusal('InvalidPasswordException', `Password did not conform with policy: ${complaint}`),
  );
});

test('an attribute outside the schema and an address that is none are refused', async () => {
  await expect(signUp('erin', PASSWORD, { 'custom:colour': 'red' })).rejects.toEqual(
    refusal(
      'InvalidParameterException',
      'Attributes did not conform to the schema: custom:colour: Attribute does not exist in the schema.',
    ),
  );
  await expect(signUp('erin', PASSWORD, { email: 'erin' })).rejects.toEqual(
    refusal('InvalidParameterException', 'Invalid email address format.'),
  );
});

test('an administrator confirms a user without a code, once', async () => {
  await signUp('frank');
  const frank = { ...server.inPool, Username: 'frank' };
  await server.client.send(new AdminConfirmSignUpCommand(frank));
  await expect(signIn(server, 'frank')).resolves.toHaveProperty('AccessToken');
  await expect(server.client.send(new AdminConfirmSignUpCommand(frank))).rejects.toEqual(
    refusal('NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'),
  );
});
