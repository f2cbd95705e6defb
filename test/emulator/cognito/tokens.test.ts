import { randomUUID } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CreateGroupCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POOL_SETTINGS } from '../../../local/pool-settings.ts';
import { addUser, PASSWORD, type PoolServer, refusal, signIn, startPool, verifierOf } from './pool-server.ts';

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
let now = Date.now();
let server: PoolServer;
let alice: string | undefined;

beforeAll(async () => {
  server = await startPool({ now: () => now });
  alice = await addUser(server, 'alice');
  await server.client.send(new CreateGroupCommand({ ...server.inPool, GroupName: 'admins' }));
});
afterAll(() => server.stop());

const getUser = (AccessToken: string) => server.client.send(new GetUserCommand({ AccessToken }));
const refresh = async (REFRESH_TOKEN: string) => {
  const { AuthenticationResult } = await server.client.send(
    new InitiateAuthCommand({
      ...server.ofClient,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN },
    }),
  );
  return AuthenticationResult?.AccessToken ?? '';
};
const revokedAccess = refusal('NotAuthorizedException', 'Access Token has been revoked');
const revokedRefresh = refusal('NotAuthorizedException', 'Refresh Token has been revoked');

describe('what a verifier reads', () => {
  test('the access token has the claims of Cognito, and no others', async () => {
    const { AccessToken } = await signIn(server, 'alice');
    const claims = await verifierOf(server).verify(AccessToken);
    const seconds = Math.floor(now / 1_000);
    expect(claims).toEqual({
      sub: alice,
      iss: `${server.url}/${server.pool.id}`,
      client_id: server.pool.clientId,
      origin_jti: UUID,
      event_id: UUID,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: seconds,
      exp: seconds + 7_200,
      iat: seconds,
      jti: UUID,
      username: 'alice',
    });
  });

  test('the id token is for the client and carries the profile', async () => {
    const UserAttributes = [
      { Name: 'email', Value: 'bob@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ];
    const bob = { ...server.inPool, Username: 'bob' };
    await server.client.send(new AdminCreateUserCommand({ ...bob, UserAttributes }));
    await server.client.send(
      new AdminSetUserPasswordCommand({ ...bob, Password: PASSWORD, Permanent: true }),
    );
    const { IdToken } = await signIn(server, 'bob');
    const claims = await verifierOf(server, server.pool.clientId).verify(IdToken);
    expect(claims).toMatchObject({
      aud: server.pool.clientId,
      token_use: 'id',
      'cognito:username': 'bob',
      email: 'bob@example.com',
      email_verified: true,
    });
    expect(claims).not.toHaveProperty('client_id');
    expect(claims).not.toHaveProperty('cognito:groups');
  });

  test('a refreshed token keeps its origin and sign-in time, and picks up new groups', async () => {
    await addUser(server, 'carol');
    const { AccessToken, RefreshToken } = await signIn(server, 'carol');
    const before = await verifierOf(server).verify(AccessToken);
    expect(before).not.toHaveProperty('cognito:groups');
    await server.client.send(
      new AdminAddUserToGroupCommand({ ...server.inPool, Username: 'carol', GroupName: 'admins' }),
    );
    now += 5_000;
    const after = await verifierOf(server).verify(await refresh(RefreshToken));
    expect(after).toMatchObject({
      'cognito:groups': ['admins'],
      origin_jti: before.origin_jti,
      auth_time: before.auth_time,
      iat: (before.iat ?? 0) + 5,
    });
    expect(after.jti).not.toBe(before.jti);
  });

  test('another pool with another key does not pass', async () => {
    const other = await startPool();
    await addUser(other, 'alice');
    const { AccessToken } = await signIn(other, 'alice');
    await expect(verifierOf(server).verify(AccessToken)).rejects.toThrow();
    await expect(getUser(AccessToken)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Invalid Access Token'),
    );
    await other.stop();
  });

  test('the discovery document leads to the keys, and no private part is among them', async () => {
    const discovery = await fetch(`${server.pool.issuer}/.well-known/openid-configuration`);
    const { issuer, jwks_uri } = JSON.parse(await discovery.text());
    expect(issuer).toBe(server.pool.issuer);
    const { keys } = JSON.parse(await (await fetch(jwks_uri)).text());
    expect(keys.map((key: object) => Object.keys(key).toSorted())).toEqual([
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
    ]);
  });

  test('the lifetime is a setting', async () => {
    const brief = await startPool({ settings: { ...POOL_SETTINGS, accessTokenSeconds: 300 } });
    await addUser(brief, 'alice');
    const { AccessToken, ExpiresIn } = await signIn(brief, 'alice');
    const { exp = 0, iat = 0 } = await verifierOf(brief).verify(AccessToken);
    expect([ExpiresIn, exp - iat]).toEqual([300, 300]);
    await brief.stop();
  });
});

describe('a user with the own access token', () => {
  test('sees the own attributes', async () => {
    const { AccessToken } = await signIn(server, 'alice');
    await expect(getUser(AccessToken)).resolves.toMatchObject({
      Username: 'alice',
      UserAttributes: [{ Name: 'sub', Value: alice }],
    });
  });

  test('is refused with an id token, with nonsense, and after it expired', async () => {
    const { AccessToken, IdToken } = await signIn(server, 'alice');
    for (const token of [IdToken, 'nonsense'])
      await expect(getUser(token)).rejects.toEqual(refusal('NotAuthorizedException', 'Invalid Access Token'));
    now += POOL_SETTINGS.accessTokenSeconds * 1_000;
    await expect(getUser(AccessToken)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Access Token has expired'),
    );
  });

  test('is refused once deleted, or disabled', async () => {
    await addUser(server, 'dave');
    await addUser(server, 'erin');
    const [dave, erin] = [await signIn(server, 'dave'), await signIn(server, 'erin')];
    await server.client.send(new AdminDeleteUserCommand({ ...server.inPool, Username: 'dave' }));
    await server.client.send(new AdminDisableUserCommand({ ...server.inPool, Username: 'erin' }));
    await expect(getUser(dave.AccessToken)).rejects.toEqual(
      refusal('UserNotFoundException', 'User does not exist.'),
    );
    await expect(getUser(erin.AccessToken)).rejects.toEqual(
      refusal('NotAuthorizedException', 'User is disabled.'),
    );
  });
});

describe('signing out', () => {
  async function signOutEverywhere(how: (accessToken: string) => Promise<unknown>) {
    const [here, there] = [await signIn(server, 'alice'), await signIn(server, 'alice')];
    await how(here.AccessToken);
    for (const { AccessToken, RefreshToken } of [here, there]) {
      await expect(refresh(RefreshToken)).rejects.toEqual(revokedRefresh);
      await expect(getUser(AccessToken)).rejects.toEqual(revokedAccess);
    }
    const offline = verifierOf(server).verify(there.AccessToken, { graceSeconds: 86_400 });
    await expect(offline).resolves.toMatchObject({ username: 'alice' });
    const again = await signIn(server, 'alice');
    await expect(getUser(again.AccessToken)).resolves.toMatchObject({ Username: 'alice' });
  }

  test('everywhere ends every session, while access tokens still verify offline', () =>
    signOutEverywhere(AccessToken => server.client.send(new GlobalSignOutCommand({ AccessToken }))));

  test('by an administrator does the same', () =>
    signOutEverywhere(() =>
      server.client.send(new AdminUserGlobalSignOutCommand({ ...server.inPool, Username: 'alice' })),
    ));

  test('one session by its refresh token leaves the others', async () => {
    const [gone, kept] = [await signIn(server, 'alice'), await signIn(server, 'alice')];
    const revoke = () =>
      server.client.send(new RevokeTokenCommand({ ...server.ofClient, Token: gone.RefreshToken }));
    await revoke();
    await revoke();
    await expect(refresh(gone.RefreshToken)).rejects.toEqual(revokedRefresh);
    await expect(getUser(gone.AccessToken)).rejects.toEqual(revokedAccess);
    await expect(refresh(kept.RefreshToken)).resolves.toBeTruthy();
    await expect(getUser(kept.AccessToken)).resolves.toMatchObject({ Username: 'alice' });
  });

  test('an access token can not be revoked by itself; an unknown one is as good as revoked', async () => {
    const { AccessToken } = await signIn(server, 'alice');
    const revoke = (Token: string) =>
      server.client.send(new RevokeTokenCommand({ ...server.ofClient, Token }));
    await expect(revoke(AccessToken)).rejects.toEqual(
      refusal('UnsupportedTokenTypeException', 'Unsupported token type'),
    );
    await expect(revoke(randomUUID())).resolves.toBeDefined();
  });
});
