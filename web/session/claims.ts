/** What an access token says about its user. The server verifies it; the page only shows it. */
import * as z from 'zod/mini';
import { payloadOf } from '../../client/token.ts';

const payload = z.object({
  sub: z.string(),
  username: z.string(),
  exp: z.number(),
  'cognito:groups': z.optional(z.array(z.string())),
});

export interface Who {
  readonly userId: string;
  readonly name: string;
  readonly isAdmin: boolean;
}

/** As the protocol names it. */
const ADMINS = 'admins';

export function claimsOf(accessToken: string): { who: Who; expiresAt: number } {
  const claims = payload.parse(payloadOf(accessToken));
  return {
    who: {
      userId: claims.sub,
      name: claims.username,
      isAdmin: claims['cognito:groups']?.includes(ADMINS) ?? false,
    },
    expiresAt: claims.exp * 1_000,
  };
}
