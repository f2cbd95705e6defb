/** The clients that people use, against the stand-in: AWS Amplify and its forerunner, both of which sign in by SRP. */
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import * as auth from 'aws-amplify/auth';
import { generate } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addUser, PASSWORD, type PoolServer, startPool } from './pool-server.ts';

const NEW_PASSWORD = 'Battery-staple-2';
let server: PoolServer;

beforeAll(async () => {
  server = await startPool();
  await addUser(server, 'alice');
});
afterAll(() => server.stop());

describe('AWS Amplify', () => {
  beforeEach(async () => {
    const { pool, url } = server;
    Amplify.configure({
      Auth: { Cognito: { userPoolId: pool.id, userPoolClientId: pool.clientId, userPoolEndpoint: url } },
    });
    await auth.signOut();
  });

  const signUp = async (username: string) => {
    const options = { userAttributes: { email: `${username}@example.com` } };
    await auth.signUp({ username, password: PASSWORD, options });
    await auth.confirmSignUp({ username, confirmationCode: server.codeOf(username) });
  };

  test('signs in by SRP, renews the session, and signs out', async () => {
    await expect(auth.signIn({ username: 'alice', password: PASSWORD })).resolves.toMatchObject({
      isSignedIn: true,
    });
    const first = await auth.fetchAuthSession();
    const renewed = await auth.fetchAuthSession({ forceRefresh: true });
    expect(renewed.tokens?.accessToken.payload.username).toBe('alice');
    expect(String(renewed.tokens?.accessToken)).not.toBe(String(first.tokens?.accessToken));
    await auth.signOut({ global: true });
    await expect(auth.getCurrentUser()).rejects.toHaveProperty('name', 'UserUnAuthenticatedException');
  });

  test.each([
    ['a wrong password', 'alice'],
    ['a name that nobody has', 'nobody'],
  ])('is told the same of %s', async (_, username) => {
    await expect(auth.signIn({ username, password: 'Wrong-horse-1' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
  });

  test('signs a user up, and in under the name in another case and under the address', async () => {
    await signUp('Bob2');
    for (const username of ['bob2', 'BOB2', 'Bob2@Example.com']) {
      await expect(auth.signIn({ username, password: PASSWORD })).resolves.toHaveProperty('isSignedIn', true);
      await expect(auth.getCurrentUser()).resolves.toHaveProperty('username', 'bob2');
      await auth.signOut();
    }
  });

  test('resets a password that was forgotten', async () => {
    await signUp('carol');
    await expect(auth.resetPassword({ username: 'carol' })).resolves.toHaveProperty(
      'nextStep.codeDeliveryDetails.destination',
      'c***@e***',
    );
    const confirmationCode = server.codeOf('carol');
    await auth.confirmResetPassword({ username: 'carol', newPassword: NEW_PASSWORD, confirmationCode });
    await expect(auth.signIn({ username: 'carol', password: PASSWORD })).rejects.toHaveProperty(
      'name',
      'NotAuthorizedException',
    );
    await expect(auth.signIn({ username: 'carol', password: NEW_PASSWORD })).resolves.toHaveProperty(
      'isSignedIn',
      true,
    );
  });

  test('changes a password and an address, and deletes the user', async () => {
    await signUp('dora');
    await auth.signIn({ username: 'dora', password: PASSWORD });
    await auth.updatePassword({ oldPassword: PASSWORD, newPassword: NEW_PASSWORD });
    await auth.updateUserAttributes({ userAttributes: { email: 'new@example.com' } });
    await auth.confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: server.codeOf('dora') });
    await expect(auth.fetchUserAttributes()).resolves.toMatchObject({
      email: 'new@example.com',
      email_verified: 'true',
    });
    await auth.signOut();
    await auth.signIn({ username: 'new@example.com', password: NEW_PASSWORD });
    await auth.deleteUser();
    await expect(auth.signIn({ username: 'dora', password: NEW_PASSWORD })).rejects.toHaveProperty(
      'name',
      'NotAuthorizedException',
    );
  });

  test('sets an authenticator app up, and is asked for its code', async () => {
    await signUp('erin');
    await auth.signIn({ username: 'erin', password: PASSWORD });
    const { sharedSecret } = await auth.setUpTOTP();
    await expect(auth.verifyTOTPSetup({ code: '000000' })).rejects.toHaveProperty(
      'name',
      'EnableSoftwareTokenMFAException',
    );
    await auth.verifyTOTPSetup({ code: await generate({ secret: sharedSecret }) });
    await auth.updateMFAPreference({ totp: 'PREFERRED' });
    await expect(auth.fetchMFAPreference()).resolves.toMatchObject({ preferred: 'TOTP' });
    await auth.signOut();

    const { nextStep } = await auth.signIn({ username: 'erin', password: PASSWORD });
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_TOTP_CODE');
    await expect(auth.confirmSignIn({ challengeResponse: '000000' })).rejects.toHaveProperty(
      'name',
      'CodeMismatchException',
    );
    await expect(
      auth.confirmSignIn({ challengeResponse: await generate({ secret: sharedSecret }) }),
    ).resolves.toHaveProperty('isSignedIn', true);
  });
});

describe('amazon-cognito-identity-js', () => {
  const signIn = (Username: string, Password: string) =>
    new Promise<CognitoUserSession>((resolve, reject) => {
      const { pool, url } = server;
      const Pool = new CognitoUserPool({ UserPoolId: pool.id, ClientId: pool.clientId, endpoint: url });
      new CognitoUser({ Username, Pool }).authenticateUser(
        new AuthenticationDetails({ Username, Password }),
        { onSuccess: resolve, onFailure: reject },
      );
    });

  test('signs in by SRP, ten times with other numbers', async () => {
    for (let nth = 0; nth < 10; nth++) {
      const session = await signIn('alice', PASSWORD);
      expect(session.getAccessToken().payload.username).toBe('alice');
    }
  });

  test('is refused with a wrong password', async () => {
    await expect(signIn('alice', 'Wrong-horse-1')).rejects.toHaveProperty('code', 'NotAuthorizedException');
  });
});
