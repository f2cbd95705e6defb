import {
  AdminCreateUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  type AuthFlowType,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, PASSWORD, type PoolServer, refusal, signIn, startPool } from './pool-server.ts';

let now = Date.now();
let server: PoolServer;

beforeAll(async () => {
  server = await startPool({ now: () => now });
  await addUser(server, 'alice');
});
afterAll(() => server.stop());

const initiate = (AuthFlow: AuthFlowType, AuthParameters: Record<string, string>) =>
  server.client.send(new InitiateAuthCommand({ ...server.ofClient, AuthFlow, AuthParameters }));

describe('signing in with a password', () => {
  test('a user gets three tokens that last two hours', async () => {
    const result = await signIn(server, 'alice');
    expect(result).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 7_200 });
    expect(result.AccessToken.split('.')).toHaveLength(3);
    expect(result.IdToken.split('.')).toHaveLength(3);
    expect(result.RefreshToken).toMatch(/^[\w.=-]{40,}$/);
  });

  test.each([
    ['a wrong password', 'alice', 'Wrong-horse-1'],
    ['a name nobody has', 'nobody', PASSWORD],
  ])('%s is told no more than that something is wrong', async (_, username, password) => {
    await expect(signIn(server, username, password)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Incorrect username or password.'),
    );
  });

  test('a disabled user is told so, and is let in again once enabled', async () => {
    await addUser(server, 'eve');
    const eve = { ...server.inPool, Username: 'eve' };
    await server.client.send(new AdminDisableUserCommand(eve));
    await expect(signIn(server, 'eve')).rejects.toEqual(
      refusal('NotAuthorizedException', 'User is disabled.'),
    );
    await server.client.send(new AdminEnableUserCommand(eve));
    await expect(signIn(server, 'eve')).resolves.toHaveProperty('AccessToken');
  });

  test('a client nobody made is told that it does not exist', async () => {
    const ClientId = 'abcdefghijklmnopqrstuvwxyz';
    await expect(
      server.client.send(new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH' })),
    ).rejects.toEqual(refusal('ResourceNotFoundException', `User pool client ${ClientId} does not exist.`));
  });

  test('a missing parameter is named', async () => {
    await expect(initiate('USER_PASSWORD_AUTH', { PASSWORD })).rejects.toEqual(
      refusal('InvalidParameterException', 'Missing required parameter USERNAME'),
    );
  });

  test.each(['ADMIN_USER_PASSWORD_AUTH', 'CUSTOM_AUTH'] as const)('%s is not for this door', async flow => {
    await expect(initiate(flow, { USERNAME: 'alice', PASSWORD })).rejects.toEqual(
      refusal('InvalidParameterException', 'Initiate Auth method not supported.'),
    );
  });

  test('an administrator may not use the flow of users, nor the own one where the client does not allow it', async () => {
    const as = (AuthFlow: AuthFlowType) =>
      server.client.send(
        new AdminInitiateAuthCommand({
          ...server.inPool,
          ...server.ofClient,
          AuthFlow,
          AuthParameters: { USERNAME: 'alice', PASSWORD },
        }),
      );
    await expect(as('ADMIN_USER_PASSWORD_AUTH')).rejects.toEqual(
      refusal('InvalidParameterException', 'Auth flow not enabled for this client'),
    );
    await expect(as('USER_PASSWORD_AUTH')).rejects.toEqual(
      refusal('InvalidParameterException', 'Initiate Auth method not supported.'),
    );
  });
});

describe('refreshing', () => {
  test.each(['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'] as const)(
    '%s gives new access and id tokens and keeps the refresh token',
    async flow => {
      const { RefreshToken, AccessToken } = await signIn(server, 'alice');
      const { AuthenticationResult } = await initiate(flow, { REFRESH_TOKEN: RefreshToken });
      expect(AuthenticationResult).toMatchObject({ TokenType: 'Bearer', ExpiresIn: 7_200 });
      expect(AuthenticationResult?.AccessToken).not.toBe(AccessToken);
      expect(AuthenticationResult?.IdToken).toBeDefined();
      expect(AuthenticationResult?.RefreshToken).toBeUndefined();
    },
  );

  test('a made-up refresh token is refused', async () => {
    const { RefreshToken } = await signIn(server, 'alice');
    for (const forged of ['nonsense', `${RefreshToken.split('.')[0]}.guess`])
      await expect(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: forged })).rejects.toEqual(
        refusal('NotAuthorizedException', 'Invalid Refresh Token'),
      );
  });

  test('a refresh token works for 30 days and no longer', async () => {
    const { RefreshToken } = await signIn(server, 'alice');
    const before = now;
    now = before + 30 * 86_400_000 - 1;
    await expect(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken })).resolves.toBeDefined();
    now += 1;
    await expect(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken })).rejects.toEqual(
      refusal('NotAuthorizedException', 'Refresh Token has expired'),
    );
    now = before;
  });

  test('a disabled user gets no new tokens', async () => {
    await addUser(server, 'frank');
    const { RefreshToken } = await signIn(server, 'frank');
    await server.client.send(new AdminDisableUserCommand({ ...server.inPool, Username: 'frank' }));
    await expect(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken })).rejects.toEqual(
      refusal('NotAuthorizedException', 'User is disabled.'),
    );
  });
});

describe('a user whom an administrator made', () => {
  const TemporaryPassword = 'Temporary-1';

  async function invite(Username: string) {
    await server.client.send(new AdminCreateUserCommand({ ...server.inPool, Username, TemporaryPassword }));
    const challenge = await initiate('USER_PASSWORD_AUTH', {
      USERNAME: Username,
      PASSWORD: TemporaryPassword,
    });
    expect(challenge).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    expect(challenge.AuthenticationResult).toBeUndefined();
    return challenge.Session;
  }
  const answerOf = (USERNAME: string, NEW_PASSWORD: string, Session: string | undefined) => ({
    ...server.ofClient,
    ChallengeName: 'NEW_PASSWORD_REQUIRED' as const,
    Session,
    ChallengeResponses: { USERNAME, NEW_PASSWORD },
  });
  const respond = (...answer: Parameters<typeof answerOf>) =>
    server.client.send(new RespondToAuthChallengeCommand(answerOf(...answer)));

  test('chooses a new password at the first sign-in and is signed in', async () => {
    const session = await invite('grace');
    const result = await respond('grace', 'My-own-word-1', session);
    expect(result.AuthenticationResult?.AccessToken).toBeDefined();
    await expect(signIn(server, 'grace', 'My-own-word-1')).resolves.toHaveProperty('AccessToken');
    await expect(signIn(server, 'grace', TemporaryPassword)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Incorrect username or password.'),
    );
    await expect(respond('grace', 'My-own-word-2', session)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Invalid session for the user.'),
    );
  });

  test('may try again after a password that is too weak', async () => {
    const session = await invite('heidi');
    await expect(respond('heidi', 'weak', session)).rejects.toEqual(
      refusal('InvalidPasswordException', 'Password does not conform to policy: Password not long enough'),
    );
    await expect(respond('heidi', 'My-own-word-1', session)).resolves.toHaveProperty('AuthenticationResult');
  });

  test('can not use the session of another user, nor one older than three minutes', async () => {
    const session = await invite('ivan');
    await expect(respond('alice', 'My-own-word-1', session)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Invalid session for the user.'),
    );
    now += 180_000;
    await expect(respond('ivan', 'My-own-word-1', session)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.'),
    );
  });

  test('gets in once if two answers to one challenge race', async () => {
    const session = await invite('judy');
    const both = await Promise.allSettled([
      respond('judy', 'My-own-word-1', session),
      respond('judy', 'My-own-word-2', session),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('can be led through the challenge by the administrator', async () => {
    const session = await invite('kim');
    const result = await server.client.send(
      new AdminRespondToAuthChallengeCommand({
        ...server.inPool,
        ...answerOf('kim', 'My-own-word-1', session),
      }),
    );
    expect(result.AuthenticationResult?.AccessToken).toBeDefined();
  });

  test('is told which challenges are known, and that a session is needed', async () => {
    await expect(respond('kim', 'My-own-word-1', undefined)).rejects.toEqual(
      refusal('InvalidParameterException', 'Missing required parameter Session'),
    );
    const unknown = {
      ...answerOf('kim', 'My-own-word-1', 'x'.repeat(20)),
      ChallengeName: 'SMS_MFA' as const,
    };
    await expect(server.client.send(new RespondToAuthChallengeCommand(unknown))).rejects.toEqual(
      refusal('InvalidParameterException', 'Challenge SMS_MFA is not supported.'),
    );
  });

  test('a password that is not permanent asks for a new one at the next sign-in', async () => {
    await addUser(server, 'leo');
    const set = { ...server.inPool, Username: 'leo', Password: TemporaryPassword };
    await server.client.send(new AdminSetUserPasswordCommand(set));
    await expect(
      initiate('USER_PASSWORD_AUTH', { USERNAME: 'leo', PASSWORD: TemporaryPassword }),
    ).resolves.toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
  });
});
