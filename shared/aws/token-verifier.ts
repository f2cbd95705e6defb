import { CognitoJwtVerifier, JwtVerifier } from 'aws-jwt-verify';
import { assertStringEquals } from 'aws-jwt-verify/assert';
import type { Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { TokenVerifier, VerifiedToken } from '../core/ports.ts';
import { isName } from '../protocol/names.ts';

interface AccessTokenClaims {
  readonly sub: string;
  readonly username?: unknown;
  readonly 'cognito:groups'?: unknown;
  readonly exp: number;
  readonly iat?: unknown;
}

const stringsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];

function toVerified(claims: AccessTokenClaims): VerifiedToken {
  const { sub, username, exp, iat } = claims;
  return {
    userId: sub,
    // Others are shown it, so it is held to the rules of every name.
    name: typeof username === 'string' && isName(username) ? username.normalize('NFC') : sub,
    groups: stringsIn(claims['cognito:groups']),
    issuedAt: typeof iat === 'number' ? iat : undefined,
    exp,
  };
}

/** Verifies the access tokens of one client of a Cognito user pool. */
export function cognitoVerifier(pool: { userPoolId: string; clientId: string }): TokenVerifier {
  const verifier = CognitoJwtVerifier.create({ ...pool, tokenUse: 'access' });
  return { verify: async token => toVerified(await verifier.verify(token)) };
}

/** The default fetcher of aws-jwt-verify accepts https only; a local issuer speaks http. */
const httpFetcher: Fetcher = {
  async fetch(uri) {
    const response = await fetch(uri, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`${uri} responded with ${response.status}`);
    return response.arrayBuffer();
  },
};

/** The same checks for another issuer than Cognito; its key set is at `<issuer>/.well-known/jwks.json`. */
export function issuerVerifier({ issuer, clientId }: { issuer: string; clientId: string }): TokenVerifier {
  const verifier = JwtVerifier.create(
    {
      issuer,
      jwksUri: `${issuer}/.well-known/jwks.json`,
      // A Cognito access token has no `aud`; it names its client in `client_id`.
      audience: null,
      customJwtCheck: ({ payload }) => {
        assertStringEquals('token use', payload.token_use, 'access');
        assertStringEquals('client id', payload.client_id, clientId);
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher: httpFetcher }) },
  );
  return {
    async verify(token) {
      const { sub, exp, ...claims } = await verifier.verify(token);
      if (sub === undefined || exp === undefined) throw new Error('the token has no sub or no exp');
      return toVerified({ sub, exp, ...claims });
    },
  };
}
