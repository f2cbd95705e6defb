import type { User } from '../shared/protocol/index.ts';
import { unreachable } from './closing.ts';
import type { Env } from './env.ts';
import { MessagingError, messageOf } from './errors.ts';
import { inTime } from './in-time.ts';
import { parseRecord } from './json.ts';

/**
 * Returns an access token, or undefined if nobody is signed in.
 * `refresh`: the last token was refused or is about to expire; the same one again would not do.
 */
export type GetToken = (why: { refresh: boolean }) => string | undefined | Promise<string | undefined>;

/** What a token says about itself. The server verifies it; here it tells when to fetch the next, and who we are. */
export interface Claims {
  readonly token: string;
  readonly user: User | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

function claimsOf(token: string): Claims {
  const { sub, username, exp } = payloadOf(token);
  return {
    token,
    // As the server names its users: shared/aws/token-verifier.ts.
    user: sub ? { userId: String(sub), name: String(username ?? sub) } : undefined,
    expiresAt: Number(exp) * 1000 || Number.POSITIVE_INFINITY,
  };
}

/** What a JSON Web Token says, unverified; nothing if it is none. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const [, payload = ''] = token.split('.');
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    return parseRecord(new TextDecoder().decode(Uint8Array.from(binary, char => char.charCodeAt(0)))) ?? {};
  } catch {
    return {};
  }
}

/** What browsers, Node, React Native and clients of HTTP say of a network that is away. Too wide is harmless: it is tried again. */
const NETWORK =
  /network|failed to fetch|fetch failed|load failed|sending request|terminated|offline|timed? ?out|ECONN/i;

/** Apart from the network, which comes back, it is known of no exception that it will pass. */
async function ask(getToken: GetToken, refresh: boolean): Promise<string | undefined> {
  try {
    return await getToken({ refresh });
  } catch (cause) {
    if (cause instanceof MessagingError) throw cause;
    if (NETWORK.test(String(cause))) throw unreachable(cause);
    throw new MessagingError('TOKEN_FAILED', `No token: ${messageOf(cause)}`, { cause });
  }
}

/** A token that has not expired, as far as this machine's clock can tell. */
export async function freshToken(
  { getToken, clock, timings }: Pick<Env, 'clock' | 'timings'> & { readonly getToken: GetToken },
  refresh: boolean,
): Promise<Claims> {
  const token = await inTime(clock, timings.connectTimeoutMs, ask(getToken, refresh));
  if (!token) throw new MessagingError('SIGNED_OUT', 'Nobody is signed in.');
  const claims = claimsOf(token);
  // Only once: if this machine's clock is wrong, the server's judgement counts.
  if (claims.expiresAt > clock.now() || refresh) return claims;
  return freshToken({ getToken, clock, timings }, true);
}
