/** What an access token says about its user. The server verifies it; the page only shows it. */
import * as z from 'zod/mini';

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
  const [, body = ''] = accessToken.split('.');
  const binary = atob(body.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, char => char.charCodeAt(0));
  const claims = payload.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return {
    who: {
      userId: claims.sub,
      name: claims.username,
      isAdmin: claims['cognito:groups']?.includes(ADMINS) ?? false,
    },
    expiresAt: claims.exp * 1_000,
  };
}
