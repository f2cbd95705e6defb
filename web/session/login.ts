/** One user's stay on the page, from a sign-in to its end. Whatever is answered after that end changes nothing. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { MessagingError } from '../../client/messaging-client.ts';
import { claimsOf, type Who } from './claims.ts';
import { Refused, type SignIn, type Tokens } from './tokens.ts';

export interface Login {
  /** Another one for each sign-in, also of the same user. */
  readonly id: number;
  /** The same user for good; the name and the groups may change. */
  readonly who: ReadonlySignal<Who>;
  /** Aborted at the end: what was begun for this user stops by it. */
  readonly ended: AbortSignal;
  /** What the SDK asks before each connection. Never another user's token. */
  getToken(why: { refresh: boolean }): Promise<string | undefined>;
  signOut(): void;
}

export interface LoginDeps {
  readonly id: number;
  readonly way: SignIn & { readonly signOut?: () => void };
  /** Keeps the refresh token for when the page is loaded anew. */
  readonly keep: (refreshToken: string) => void;
  readonly ended: () => void;
}

/** A token that ends sooner is not worth connecting with. */
const LEAST_MS = 10_000;

export function createLogin(tokens: Tokens, { id, way, keep, ended }: LoginDeps): Login {
  const end = new AbortController();
  const who = signal(claimsOf(tokens.accessToken).who);
  let { accessToken, refreshToken } = tokens;
  let refreshing: Promise<string | undefined> | undefined;

  function finish(): void {
    if (end.signal.aborted) return;
    end.abort();
    ended();
  }

  function take(fresh: Tokens): string | undefined {
    if (end.signal.aborted) return undefined;
    const next = claimsOf(fresh.accessToken).who;
    if (next.userId !== who.value.userId) {
      finish();
      return undefined;
    }
    accessToken = fresh.accessToken;
    if (fresh.refreshToken) {
      refreshToken = fresh.refreshToken;
      keep(refreshToken);
    }
    // A refreshed token mostly says the same: nothing on the page has to be drawn anew.
    if (JSON.stringify(next) !== JSON.stringify(who.value)) who.value = next;
    return accessToken;
  }

  async function refresh(): Promise<string | undefined> {
    if (!refreshToken) return undefined;
    try {
      return take(await way.refresh(refreshToken));
    } catch (error) {
      // Not answered is not refused: the next try may be.
      if (!(error instanceof Refused))
        throw new MessagingError('UNAVAILABLE', 'The sign-in does not answer.', { cause: error });
      finish();
      return undefined;
    }
  }

  return {
    id,
    who,
    ended: end.signal,

    async getToken(why) {
      if (end.signal.aborted) return undefined;
      if (!why.refresh && claimsOf(accessToken).expiresAt > Date.now() + LEAST_MS) return accessToken;
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },

    signOut() {
      if (end.signal.aborted) return;
      finish();
      // If no server answers, the token is forgotten all the same. Nobody waits: the next user may be signing in.
      if (refreshToken) way.revoke(refreshToken).catch(() => {});
      way.signOut?.();
    },
  };
}
