/** Cognito's AWS JSON 1.1 API over a user pool, without an HTTP server: the gateway has one, shared with the other stand-ins. */
import { type AwsApi, type AwsResponse, awsAnswer, operationOf, requireSignature } from '../http/aws-json.ts';
import { adminUserOperations } from './operations/admin-users.ts';
import { challengeOperations } from './operations/challenges.ts';
import { groupOperations } from './operations/groups.ts';
import { lostPasswordOperations } from './operations/lost-passwords.ts';
import type { Operation } from './operations/operation.ts';
import { poolOperations } from './operations/pool.ts';
import { secondFactorOperations } from './operations/second-factor.ts';
import { selfServiceOperations } from './operations/self-service.ts';
import { signInOperations } from './operations/sign-in.ts';
import { signUpOperations } from './operations/sign-up.ts';
import type { UserPool } from './user-pool.ts';

/** What `X-Amz-Target` begins with if a request is for Cognito. */
export const COGNITO_TARGET = 'AWSCognitoIdentityProviderService.';

export interface CognitoApi {
  readonly call: AwsApi;
  /** For `GET /<userPoolId>/.well-known/jwks.json`. */
  jwks(): AwsResponse;
  /** For `GET /<userPoolId>/.well-known/openid-configuration`. */
  openidConfiguration(): AwsResponse;
}

const operations = new Map<string, Operation>(
  Object.entries({
    ...signInOperations,
    ...challengeOperations,
    ...secondFactorOperations,
    ...lostPasswordOperations,
    ...signUpOperations,
    ...selfServiceOperations,
    ...adminUserOperations,
    ...groupOperations,
    ...poolOperations,
  }),
);

export function cognitoApi(pool: UserPool): CognitoApi {
  const { origin } = new URL(pool.issuer);
  return {
    call: (target, body, caller) =>
      awsAnswer(target, '1.1', async () => {
        const operation = operationOf(operations, COGNITO_TARGET, target);
        if (operation.signed) await requireSignature(caller);
        return operation.run(pool, body);
      }),
    jwks: () => json(pool.jwks),
    openidConfiguration: () =>
      json({
        issuer: pool.issuer,
        authorization_endpoint: `${origin}/oauth2/authorize`,
        token_endpoint: `${origin}/oauth2/token`,
        revocation_endpoint: `${origin}/oauth2/revoke`,
        userinfo_endpoint: `${origin}/oauth2/userInfo`,
        end_session_endpoint: `${origin}/logout`,
        response_types_supported: ['code'],
        scopes_supported: ['openid', 'email', 'profile'],
        token_endpoint_auth_methods_supported: ['none'],
        jwks_uri: `${pool.issuer}/.well-known/jwks.json`,
        id_token_signing_alg_values_supported: ['RS256'],
        subject_types_supported: ['public'],
      }),
  };
}

function json(body: object): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
