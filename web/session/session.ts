/** Who uses the page. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Config } from '../config.ts';
import { claimsOf, type Who } from './claims.ts';
import { type CognitoSignIn, cognitoSignIn } from './cognito.ts';
import { type HostedSignIn, hostedSignIn } from './hosted.ts';
import { Refused, type Tokens } from './tokens.ts';

export interface Session {
  /** Undefined while nobody is signed in. */
  readonly who: ReadonlySignal<Who | undefined>;
  /** The page's own form, where there is no hosted sign-in. */
  readonly form?: CognitoSignIn;
  readonly hosted?: HostedSignIn;
  /** Takes up the session of this tab, or the hosted sign-in that has just come back. */
  resume(): Promise<void>;
  begin(tokens: Tokens): void;
  /** What the SDK asks before each connection. */
  getToken(why: { refresh: boolean }): Promise<string | undefined>;
  signOut(): Promise<void>;
}

/** The refresh token alone, for this tab alone: docs/decisions/0066. */
const KEY = 'messaging.session';
/** A token that ends sooner is not worth connecting with. */
const LEAST_MS = 10_000;

export function createSession({ cognito }: Config): Session {
  const { endpoint, clientId, signInUrl } = cognito;
  const hosted = signInUrl === undefined ? undefined : hostedSignIn({ signInUrl, clientId });
  const form = hosted ? undefined : cognitoSignIn({ endpoint, clientId });
  const way = hosted ?? cognitoSignIn({ endpoint, clientId });
  const who = signal<Who | undefined>(undefined);
  let accessToken: string | undefined;
  let refreshing: Promise<string | undefined> | undefined;

  function begin(tokens: Tokens): void {
    accessToken = tokens.accessToken;
    if (tokens.refreshToken) sessionStorage.setItem(KEY, tokens.refreshToken);
    const next = claimsOf(accessToken).who;
    // A refreshed token is the same user: nothing on the page has to be drawn anew.
    if (JSON.stringify(next) !== JSON.stringify(who.value)) who.value = next;
  }

  function end(): void {
    accessToken = undefined;
    sessionStorage.removeItem(KEY);
    who.value = undefined;
  }

  async function refresh(): Promise<string | undefined> {
    const refreshToken = sessionStorage.getItem(KEY);
    if (!refreshToken) return undefined;
    try {
      begin(await way.refresh(refreshToken));
      return accessToken;
    } catch (error) {
      // Not answered is not refused: the next try may be.
      if (!(error instanceof Refused)) throw error;
      end();
      return undefined;
    }
  }

  return {
    who,
    ...(form && { form }),
    ...(hosted && { hosted }),
    begin,

    async resume() {
      const back = await hosted?.comeBack();
      if (!back) await refresh();
      else if (new URL(back.path, location.href).pathname === location.pathname) {
        history.replaceState(null, '', back.path);
        begin(back.tokens);
      } else {
        if (back.tokens.refreshToken) sessionStorage.setItem(KEY, back.tokens.refreshToken);
        location.replace(back.path);
      }
    },

    async getToken(why) {
      if (!why.refresh && accessToken && claimsOf(accessToken).expiresAt > Date.now() + LEAST_MS)
        return accessToken;
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },

    async signOut() {
      const refreshToken = sessionStorage.getItem(KEY);
      end();
      // If no server answers, the token is forgotten all the same.
      if (refreshToken) await way.revoke(refreshToken).catch(() => {});
      hosted?.signOut();
    },
  };
}
