/** Who uses the page. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Config } from '../config.ts';
import { tabStorage } from '../tab-storage.ts';
import { type CognitoSignIn, cognitoSignIn } from './cognito.ts';
import { type HostedSignIn, hostedSignIn } from './hosted.ts';
import { createLogin, type Login } from './login.ts';
import { Refused, type Tokens } from './tokens.ts';

export interface Session {
  /** Undefined while nobody is signed in. One user's, from one sign-in to its end. */
  readonly login: ReadonlySignal<Login | undefined>;
  /** The page's own form, where there is no hosted sign-in. */
  readonly form?: CognitoSignIn;
  readonly hosted?: HostedSignIn;
  /** Takes up the session of this tab, or the hosted sign-in that has just come back. */
  resume(): Promise<void>;
  /** Does nothing while somebody is signed in: the answer to an earlier attempt puts nobody in another's place. */
  begin(tokens: Tokens): void;
}

/** The refresh token alone, for this tab alone: docs/decisions/0066. */
const KEY = 'messaging.session';

export function createSession({ cognito }: Config): Session {
  const { endpoint, clientId, signInUrl } = cognito;
  const hosted = signInUrl === undefined ? undefined : hostedSignIn({ signInUrl, clientId });
  const form = hosted ? undefined : cognitoSignIn({ endpoint, clientId });
  const way = hosted ?? cognitoSignIn({ endpoint, clientId });
  const login = signal<Login | undefined>(undefined);
  let count = 0;

  const keep = (refreshToken: string) => tabStorage.set(KEY, refreshToken);

  function begin(tokens: Tokens): void {
    if (login.value) return;
    if (tokens.refreshToken) keep(tokens.refreshToken);
    login.value = createLogin(tokens, { id: ++count, way, keep, ended });
  }

  /** Nothing of one user is left for the next: neither the token, nor a half-written message, nor the room in the address. */
  function ended(): void {
    tabStorage.clear();
    history.replaceState(null, '', location.pathname);
    login.value = undefined;
  }

  return {
    login,
    ...(form && { form }),
    ...(hosted && { hosted }),
    begin,

    async resume() {
      const back = await hosted?.comeBack();
      if (!back) {
        const refreshToken = tabStorage.get(KEY);
        if (!refreshToken) return;
        try {
          begin({ refreshToken, ...(await way.refresh(refreshToken)) });
        } catch (error) {
          if (error instanceof Refused) tabStorage.remove(KEY);
          throw error;
        }
      } else if (new URL(back.path, location.href).pathname === location.pathname) {
        history.replaceState(null, '', back.path);
        begin(back.tokens);
      } else {
        if (back.tokens.refreshToken) keep(back.tokens.refreshToken);
        location.replace(back.path);
      }
    },
  };
}
