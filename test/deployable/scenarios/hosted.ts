/** The way in of the deployed page: the user pool's own sign-in, with PKCE. */
import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import * as z from 'zod';
import { Socket } from '../../support/socket.ts';
import type { Scenario } from '../scenario.ts';
import { ask } from './ask.ts';

const config = z.object({
  socketUrl: z.string(),
  cognito: z.object({ clientId: z.string(), signInUrl: z.string() }),
});
const tokens = z.object({ access_token: z.string(), refresh_token: z.string() });

export const hostedSignIn: Scenario = {
  name: 'a user signs in by the hosted page, is let in with its token, and signs out',
  async run({ ready }) {
    const found = await (await fetch(`${ready.httpUrl}/config.json`)).json();
    const { socketUrl, cognito } = config.parse(found);
    const { signInUrl, clientId: client_id } = cognito;
    const home = `${ready.httpUrl}/`;
    const verifier = randomBytes(32).toString('base64url');
    const asked = new URLSearchParams({
      client_id,
      redirect_uri: home,
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    const login = await fetch(`${signInUrl}/oauth2/authorize?${asked}`);
    const page = await login.text();
    const hidden = [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const unseen = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
    const password = ready.users.find(({ username }) => username === 'alice')?.password ?? '';
    const filledIn = await fetch(login.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie: login.headers
          .getSetCookie()
          .map(cookie => cookie.split(';')[0])
          .join('; '),
      },
      body: new URLSearchParams({ ...unseen, username: 'alice', password }),
    });
    const code = new URL(filledIn.headers.get('location') ?? home).searchParams.get('code') ?? '';
    const post = (path: string, fields: Record<string, string>) =>
      fetch(signInUrl + path, { method: 'POST', body: new URLSearchParams({ client_id, ...fields }) });
    const granted = await post('/oauth2/token', {
      grant_type: 'authorization_code',
      redirect_uri: home,
      code_verifier: verifier,
      code,
    });
    const { access_token, refresh_token } = tokens.parse(await granted.json());
    const alice = await Socket.open(socketUrl, access_token);
    await ask(alice, 'listRooms');
    await alice.close();
    await post('/oauth2/revoke', { token: refresh_token });
    const renewed = await post('/oauth2/token', { grant_type: 'refresh_token', refresh_token });
    expect(renewed.status, 'a session that was signed out').toBe(400);
  },
};
