/** The user pool's hosted sign-in: authorization code with PKCE. It has the second factor, the lost password, the sign-up. */
import * as z from 'zod/mini';
import { challengeOf, newSecret } from './pkce.ts';
import { Refused, type SignIn, type Tokens } from './tokens.ts';

export interface HostedPool {
  readonly signInUrl: string;
  readonly clientId: string;
}

export interface HostedSignIn extends SignIn {
  /** Leaves the page for the sign-in, which comes back to it. */
  leave(): Promise<void>;
  /** Where the page was opened by the sign-in coming back: the tokens, and where the user had been. */
  comeBack(): Promise<{ tokens: Tokens; path: string } | undefined>;
  /** Leaves the page to end the sign-in's own session. */
  signOut(): void;
}

const KEY = 'messaging.sign-in';
const begun = z.object({ state: z.string(), verifier: z.string(), path: z.string() });
const tokens = z.object({ access_token: z.string(), refresh_token: z.optional(z.string()) });

/** The one address that the pool lets its sign-in send users back to: the chat page. */
const home = () => new URL('.', location.href).href;

export function hostedSignIn({ signInUrl, clientId }: HostedPool): HostedSignIn {
  const at = (path: string, query: Record<string, string>) =>
    `${signInUrl}${path}?${new URLSearchParams({ client_id: clientId, ...query })}`;

  const post = (path: string, fields: Record<string, string>) =>
    fetch(signInUrl + path, {
      method: 'POST',
      // Signing out leaves the page, and the token is to be revoked all the same.
      keepalive: true,
      body: new URLSearchParams({ client_id: clientId, ...fields }),
    });

  async function tokensFor(fields: Record<string, string>): Promise<Tokens> {
    const response = await post('/oauth2/token', fields);
    if (response.status >= 500) throw new Error(`the sign-in answered ${response.status}`);
    if (!response.ok) throw new Refused('The sign-in has ended. Sign in again.');
    const { access_token, refresh_token } = tokens.parse(await response.json());
    return { accessToken: access_token, refreshToken: refresh_token };
  }

  return {
    async leave() {
      const verifier = newSecret();
      const state = newSecret();
      const path = location.pathname + location.hash;
      try {
        sessionStorage.setItem(KEY, JSON.stringify({ state, verifier, path }));
      } catch {
        throw new Refused(
          'This browser lets the page keep nothing: it would not know of its sign-in on coming back.',
        );
      }
      location.assign(
        at('/oauth2/authorize', {
          response_type: 'code',
          redirect_uri: home(),
          scope: 'openid email profile',
          state,
          code_challenge_method: 'S256',
          code_challenge: await challengeOf(verifier),
        }),
      );
    },

    async comeBack() {
      const query = new URLSearchParams(location.search);
      const code = query.get('code');
      if (!code) return undefined;
      const kept = begun.safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
      sessionStorage.removeItem(KEY);
      history.replaceState(null, '', location.pathname);
      // A code that this tab did not ask for would sign its user in as somebody else.
      if (!kept.success || kept.data.state !== query.get('state'))
        throw new Refused('That sign-in did not begin in this tab. Sign in again.');
      const { verifier, path } = kept.data;
      const grant = { grant_type: 'authorization_code', redirect_uri: home(), code_verifier: verifier };
      return { tokens: await tokensFor({ ...grant, code }), path };
    },

    refresh: refresh_token => tokensFor({ grant_type: 'refresh_token', refresh_token }),

    async revoke(token) {
      await post('/oauth2/revoke', { token });
    },

    signOut: () => location.assign(at('/logout', { logout_uri: home() })),
  };
}
