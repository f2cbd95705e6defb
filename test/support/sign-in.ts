/** Signs demo users in through a server's Cognito API. */
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { demoPassword } from '../../local/demo-users.ts';
import type { Ready } from '../../local/ready.ts';

/** An access token. */
export async function signIn(
  { endpoint, region, clientId }: Ready['cognito'],
  username: string,
): Promise<string> {
  const { AuthenticationResult } = await new CognitoIdentityProviderClient({ endpoint, region }).send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: username, PASSWORD: demoPassword(username) },
    }),
  );
  const token = AuthenticationResult?.AccessToken;
  if (!token) throw new Error(`${username} got no token`);
  return token;
}

export const subjectOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;
