/** A user pool behind a real HTTP server, as the gateway will serve it, and the real SDK client to talk to it. */
import {
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { JwtVerifier } from 'aws-jwt-verify';
import { SimpleFetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { expect } from 'vitest';
import { cognitoApi } from '../../../emulator/cognito/api.ts';
import { hostedSignIn } from '../../../emulator/cognito/hosted/service.ts';
import { openUserPool, type UserPoolOptions } from '../../../emulator/cognito/user-pool.ts';
import { openPort } from '../../../emulator/http/http-port.ts';
import { ACCEPTED_KEYS } from '../../../emulator/local-aws.ts';
import { cognitoService } from '../../../emulator/services.ts';
import { POOL_SETTINGS } from '../../../local/pool-settings.ts';

export const PASSWORD = 'Correct-horse-1';

export type PoolServer = Awaited<ReturnType<typeof startPool>>;

export async function startPool(options: Partial<UserPoolOptions> = {}) {
  const codes = new Map<string, string>();
  const port = await openPort(0);
  const { url } = port;
  const pool = await openUserPool({
    region: 'us-east-1',
    baseUrl: url,
    onCode: (username, code) => codes.set(username, code),
    settings: POOL_SETTINGS,
    ...options,
  });
  const service = cognitoService(cognitoApi(pool), pool.id, ACCEPTED_KEYS);
  port.serve([service, hostedSignIn(pool)], (name, error) => console.error(name, error));
  const client = new CognitoIdentityProviderClient({
    region: 'us-east-1',
    endpoint: url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    pool,
    client,
    url,
    /** The code last "mailed" to a user. */
    codeOf: (username: string) => codes.get(username.toLowerCase()) ?? 'none',
    inPool: { UserPoolId: pool.id },
    ofClient: { ClientId: pool.clientId },
    async stop() {
      client.destroy();
      await port.close();
      await pool.close();
    },
  };
}

export async function addUser({ client, inPool, ofClient }: PoolServer, Username: string) {
  const signUp = { ...ofClient, Username, Password: PASSWORD };
  const { UserSub } = await client.send(new SignUpCommand(signUp));
  const set = { ...inPool, Username, Password: PASSWORD, Permanent: true };
  await client.send(new AdminSetUserPasswordCommand(set));
  return UserSub;
}

export async function signIn({ client, ofClient }: PoolServer, USERNAME: string, PASSWORD_ = PASSWORD) {
  const result = await client.send(
    new InitiateAuthCommand({
      ...ofClient,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: PASSWORD_ },
    }),
  );
  const { AccessToken = '', IdToken = '', RefreshToken = '', ...rest } = result.AuthenticationResult ?? {};
  return { AccessToken, IdToken, RefreshToken, ...rest };
}

/** A verifier as the authorizer has it: it knows the issuer, and takes the keys over the wire. */
export function verifierOf({ pool }: PoolServer, audience: string | null = null) {
  const fetcher = new (class extends SimpleFetcher {
    override fetch = async (uri: string) => (await fetch(uri)).arrayBuffer();
  })();
  return JwtVerifier.create(
    { issuer: pool.issuer, audience, jwksUri: `${pool.issuer}/.well-known/jwks.json` },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
}

/** An error as the SDK throws it: the exception's name, and the message in full. */
export const refusal = (name: string, message: string) =>
  expect.objectContaining({
    name,
    message,
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
  });
