/** The hosted sign-in as an application and a browser without scripts use it. */
import { createHash, randomBytes } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { addUser, PASSWORD, type PoolServer, signIn, startPool, verifierOf } from './pool-server.ts';

const HOME = 'http://chat.example/';
const NEW_PASSWORD = 'Battery-staple-2';
const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

let server: PoolServer;
beforeAll(async () => {
  server = await startPool({ callbackUrls: [HOME] });
  await addUser(server, 'alice');
});
afterAll(() => server.stop());

const asked = (more: Record<string, string> = {}) =>
  new URLSearchParams({
    client_id: server.pool.clientId,
    redirect_uri: HOME,
    response_type: 'code',
    scope: 'openid email profile',
    state: 'ours',
    code_challenge_method: 'S256',
    code_challenge: challenge,
    ...more,
  });

/** As far as this needs one: it keeps cookies, follows nothing, and fills in the form that it was shown. */
function browser() {
  const cookies = new Map<string, string>();
  let page = '';
  let at = '';

  async function go(url: string, body?: URLSearchParams): Promise<string | undefined> {
    at = new URL(url, server.url).href;
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(pair => pair.join('=')).join('; ') },
      ...(body && { method: 'POST', body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(/[=;]/, 2);
      cookies.set(name, value);
    }
    page = await response.text();
    return response.headers.get('location') ?? undefined;
  }

  return {
    go,
    page: () => page,
    forget: (name: string) => cookies.delete(name),
    link: (text: string) =>
      new RegExp(`href="([^"]+)">${text}`).exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '',
    fillIn(fields: Record<string, string>) {
      const hidden = [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
      const unseen = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
      return go(at, new URLSearchParams({ ...unseen, ...fields }));
    },
  };
}

async function atLogin(more?: Record<string, string>) {
  const one = browser();
  const login = await one.go(`/oauth2/authorize?${asked(more)}`);
  await one.go(login ?? '');
  return one;
}

const tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string().optional(),
  token_type: z.string(),
  expires_in: z.number(),
});

const codeIn = (location: string | undefined): string =>
  new URL(location ?? 'none:').searchParams.get('code') ?? '';

async function post(path: string, fields: Record<string, string>) {
  const body = new URLSearchParams({ client_id: server.pool.clientId, ...fields });
  const response = await fetch(server.url + path, { method: 'POST', body });
  return {
    status: response.status,
    body: response.status === 200 && path.endsWith('revoke') ? {} : await response.json(),
  };
}
const exchange = (code: string, more: Record<string, string> = {}) =>
  post('/oauth2/token', {
    grant_type: 'authorization_code',
    redirect_uri: HOME,
    code_verifier: verifier,
    code,
    ...more,
  });

describe('an application with PKCE', () => {
  test('is sent a code, and has tokens for it once; they are renewed and revoked', async () => {
    const one = await atLogin({ nonce: 'fresh' });
    const back = await one.fillIn({ username: 'ALICE', password: PASSWORD });
    expect(back).toMatch(/^http:\/\/chat\.example\/\?code=[\w-]+&state=ours$/);
    const { status, body: given } = await exchange(codeIn(back));
    const body = tokens.parse(given);
    expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 7_200]);
    await expect(verifierOf(server).verify(body.access_token)).resolves.toMatchObject({
      username: 'alice',
      client_id: server.pool.clientId,
      scope: 'openid email profile',
    });
    await expect(verifierOf(server, server.pool.clientId).verify(body.id_token)).resolves.toMatchObject({
      nonce: 'fresh',
    });
    expect(await exchange(codeIn(back))).toEqual({ status: 400, body: { error: 'invalid_grant' } });

    const renew = () =>
      post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? '' });
    const renewed = await renew();
    expect(renewed.body).not.toHaveProperty('refresh_token');
    await expect(verifierOf(server).verify(tokens.parse(renewed.body).access_token)).resolves.toHaveProperty(
      'username',
      'alice',
    );
    await post('/oauth2/revoke', { token: body.refresh_token ?? '' });
    expect(await renew()).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('has tokens for its own scopes: they say who it is, and open nothing of Cognito', async () => {
    const one = await atLogin();
    const back = await one.fillIn({ username: 'alice', password: PASSWORD });
    const AccessToken = tokens.parse((await exchange(codeIn(back))).body).access_token;
    const headers = { authorization: `Bearer ${AccessToken}` };
    const info = await (await fetch(`${server.url}/oauth2/userInfo`, { headers })).json();
    expect(info).toMatchObject({ username: 'alice' });
    await expect(server.client.send(new GetUserCommand({ AccessToken }))).rejects.toHaveProperty(
      'message',
      'Access Token does not have required scopes',
    );
  });

  test.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['another place', { redirect_uri: 'http://evil.example/' }, 'invalid_grant'],
    ['another client', { client_id: 'another' }, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('has nothing for a code with %s', async (_, wrong, error) => {
    const one = await atLogin();
    const code = codeIn(await one.fillIn({ username: 'alice', password: PASSWORD }));
    expect(await exchange(code, wrong)).toEqual({ status: 400, body: { error } });
  });

  test('is told why it was refused; a stranger to the pool is told nothing', async () => {
    const one = browser();
    for (const [wrong, error] of [
      [{ response_type: 'token' }, 'unauthorized_client'],
      [{ scope: 'openid everything' }, 'invalid_scope'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
    ] as const)
      expect(await one.go(`/oauth2/authorize?${asked(wrong)}`)).toBe(`${HOME}?error=${error}&state=ours`);
    const strangers: Record<string, string>[] = [
      { redirect_uri: 'http://evil.example/' },
      { client_id: '<script>' },
    ];
    for (const wrong of strangers) {
      expect(await one.go(`/oauth2/authorize?${asked(wrong)}`)).toBeUndefined();
      expect(one.page()).toContain('This can not go on');
      expect(one.page()).not.toContain('<script>');
    }
  });
});

describe('a person', () => {
  test('is let in again without a password, until they sign out', async () => {
    const one = await atLogin();
    await one.fillIn({ username: 'alice', password: PASSWORD });
    expect(await one.go(`/oauth2/authorize?${asked()}`)).toContain(`${HOME}?code=`);
    const out = new URLSearchParams({ client_id: server.pool.clientId, logout_uri: HOME });
    expect(await one.go(`/logout?${out}`)).toBe(HOME);
    expect(await one.go(`/oauth2/authorize?${asked()}`)).toMatch(/^\/login\?/);
  });

  test('is told of a wrong password, and of a form that another page filled in', async () => {
    const one = await atLogin();
    await one.fillIn({ username: 'alice', password: 'Wrong-horse-1' });
    expect(one.page()).toContain('Incorrect username or password.');
    one.forget('XSRF-TOKEN');
    expect(await one.fillIn({ username: 'alice', password: PASSWORD })).toBeUndefined();
    expect(one.page()).toContain('Fill it in again.');
  });

  test('signs up, confirms the address, and sets a new password when it is forgotten', async () => {
    const one = await atLogin();
    await one.go(one.link('Sign up'));
    await one.fillIn({ username: 'Nora', email: 'nora@example.com', password: PASSWORD });
    await one.fillIn({ code: server.codeOf('nora') });
    expect(await one.fillIn({ username: 'nora', password: PASSWORD })).toContain('?code=');

    const two = await atLogin();
    await two.go(two.link('Forgot your password\\?'));
    await two.fillIn({ username: 'nora' });
    await two.fillIn({ code: server.codeOf('nora'), password: NEW_PASSWORD });
    expect(await two.fillIn({ username: 'nora@example.com', password: NEW_PASSWORD })).toContain('?code=');
  });

  test('who was invited chooses a password', async () => {
    await server.client.send(
      new AdminCreateUserCommand({ ...server.inPool, Username: 'ivan', TemporaryPassword: PASSWORD }),
    );
    const one = await atLogin();
    expect(await one.fillIn({ username: 'ivan', password: PASSWORD })).toBeUndefined();
    expect(one.page()).toContain('Choose a password');
    expect(await one.fillIn({ password: 'short' })).toBeUndefined();
    expect(one.page()).toContain('Password not long enough');
    expect(await one.fillIn({ password: NEW_PASSWORD })).toContain('?code=');
  });

  test('who has an authenticator app is asked for its code', async () => {
    await addUser(server, 'mia');
    const { AccessToken } = await signIn(server, 'mia');
    const { SecretCode: secret = '' } = await server.client.send(
      new AssociateSoftwareTokenCommand({ AccessToken }),
    );
    const UserCode = await generate({ secret });
    await server.client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    await server.client.send(
      new SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } }),
    );
    const one = await atLogin();
    expect(await one.fillIn({ username: 'mia', password: PASSWORD })).toBeUndefined();
    expect(await one.fillIn({ code: '000000' })).toBeUndefined();
    expect(await one.fillIn({ code: await generate({ secret }) })).toContain('?code=');
  });
});
