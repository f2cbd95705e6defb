/** Access tokens for the run: from a file, or of users made for it through Cognito's API. */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  InvalidParameterException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { Pace } from '../generator/pace.ts';
import { signInBySrp } from './srp.ts';
import type { Pool } from './target.ts';

/** A user takes three calls; the tightest quota is 50 user creations a second, sign-ins have 120. */
const USERS_PER_SECOND = 20;
const LOCAL_USERS_PER_SECOND = 1_000;
const AT_ONCE = 8;

/** One token a line. */
export function tokensIn(file: string): string[] {
  const tokens = readFileSync(file, 'utf8')
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
  const wrong = tokens.findIndex(token => !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token));
  if (wrong >= 0)
    throw new Error(`${file}, line ${wrong + 1}: that is no JWT. One access token a line is wanted.`);
  if (tokens.length === 0) throw new Error(`${file} holds no token. One access token a line is wanted.`);
  return tokens;
}

export async function tokensOf(pool: Pool, users: number, onUser: (done: number) => void): Promise<string[]> {
  const { endpoint, region } = pool;
  const local = endpoint !== undefined;
  const client = new CognitoIdentityProviderClient({
    region,
    ...(local && { endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  });
  const pace = new Pace(local ? LOCAL_USERS_PER_SECOND : USERS_PER_SECOND);
  // Of this run alone, so that a user of an earlier run signs in too.
  const password = `Aa1!${randomBytes(18).toString('base64url')}`;
  const tokens: string[] = [];
  let done = 0;
  const numbers = Array.from({ length: users }, (_, index) => index).values();
  const work = async () => {
    for (const number of numbers) {
      await pace.turn();
      tokens[number] = await signedIn(client, pool, `load-${number + 1}`, password);
      done += 1;
      onUser(done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  client.destroy();
  return tokens;
}

async function signedIn(
  client: CognitoIdentityProviderClient,
  pool: Pool,
  Username: string,
  Password: string,
): Promise<string> {
  const { userPoolId: UserPoolId } = pool;
  try {
    await client.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: `${Username}@example.com` },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
  try {
    return await withPassword(client, pool, Username, Password);
  } catch (error) {
    // The pool has SRP alone, as in production.
    if (!(error instanceof InvalidParameterException)) throw error;
    const { region, endpoint = `https://cognito-idp.${region}.amazonaws.com` } = pool;
    return signInBySrp({ ...pool, endpoint, username: Username, password: Password });
  }
}

async function withPassword(
  client: CognitoIdentityProviderClient,
  { clientId }: Pool,
  USERNAME: string,
  PASSWORD: string,
): Promise<string> {
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME, PASSWORD },
    }),
  );
  const token = AuthenticationResult?.AccessToken;
  if (!token) throw new Error(`${USERNAME} must first answer a sign-in challenge.`);
  return token;
}
