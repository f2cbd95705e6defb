/** Access and id tokens with the claims, and in the shape, that Cognito gives them. */
import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { notAuthorized } from './errors.ts';
import type { SigningKey } from './keys.ts';
import type { Session } from './sessions.ts';
import type { User } from './user.ts';

/** The scope without which Cognito's own API refuses an access token. A sign-in through that API gives no other. */
export const SELF_SERVICE = 'aws.cognito.signin.user.admin';

const AccessClaims = z.object({
  sub: z.string(),
  origin_jti: z.string(),
  token_use: z.literal('access'),
  scope: z.string(),
});

export interface TokensOptions {
  signingKey: SigningKey;
  issuer: string;
  clientId: string;
  now(): number;
  /** Of the token that is issued now. */
  accessTokenSeconds(): number;
}

export type Tokens = ReturnType<typeof createTokens>;

export function createTokens({ signingKey, issuer, clientId, now, accessTokenSeconds }: TokensOptions) {
  const sign = (claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ kid: signingKey.kid, alg: 'RS256' }).sign(signingKey.privateKey);

  return {
    /** @param nonce given back in the id token, where an application asked with one */
    async issue(user: User, session: Session, nonce?: string) {
      const iat = Math.floor(now() / 1_000);
      const ExpiresIn = accessTokenSeconds();
      const shared = {
        sub: user.sub,
        ...(user.groups.length > 0 && { 'cognito:groups': user.groups }),
        iss: issuer,
        origin_jti: session.originJti,
        event_id: session.eventId,
        auth_time: Math.floor(session.signedInAt / 1_000),
        exp: iat + ExpiresIn,
        iat,
      };
      const [AccessToken, IdToken] = await Promise.all([
        sign({
          ...shared,
          client_id: clientId,
          token_use: 'access',
          scope: session.scope ?? SELF_SERVICE,
          jti: randomUUID(),
          username: user.username,
        }),
        sign({
          ...profileClaims(user),
          ...(nonce !== undefined && { nonce }),
          ...shared,
          aud: clientId,
          token_use: 'id',
          jti: randomUUID(),
          'cognito:username': user.username,
        }),
      ]);
      return { AccessToken, IdToken, TokenType: 'Bearer', ExpiresIn };
    },

    async readAccessToken(token: string): Promise<z.infer<typeof AccessClaims>> {
      try {
        const { payload } = await jwtVerify(token, signingKey.publicKey, {
          algorithms: ['RS256'],
          issuer,
          currentDate: new Date(now()),
        });
        return AccessClaims.parse(payload);
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw notAuthorized('Access Token has expired');
        throw notAuthorized('Invalid Access Token');
      }
    },
  };
}

function profileClaims({ attributes }: User): Record<string, string | boolean> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      name.endsWith('_verified') ? value === 'true' : value,
    ]),
  );
}
