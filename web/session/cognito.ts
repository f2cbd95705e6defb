/** Cognito's own API, without its SDK: a few calls, each a POST of JSON. */
import * as z from 'zod/mini';
import { Refused, type SignIn, type Tokens } from './tokens.ts';

export interface Pool {
  readonly endpoint: string;
  readonly clientId: string;
}

const signedIn = z.object({
  AuthenticationResult: z.object({ AccessToken: z.string(), RefreshToken: z.optional(z.string()) }),
});
const challenge = z.object({ ChallengeName: z.string(), Session: z.string() });
const failure = z.object({ message: z.string(), __type: z.optional(z.string()) });

/** Cognito answers these with 400 as well. */
const PASSING: readonly unknown[] = ['TooManyRequestsException', 'InternalErrorException'];

/** The user has to choose a password before the first sign-in. */
export interface NewPassword {
  choose(password: string): Promise<Tokens>;
}

export interface CognitoSignIn extends SignIn {
  withPassword(username: string, password: string): Promise<Tokens | NewPassword>;
  signUp(username: string, password: string): Promise<void>;
  /** With the code that the pool has sent. */
  confirm(username: string, code: string): Promise<void>;
}

export function cognitoSignIn({ endpoint, clientId: ClientId }: Pool): CognitoSignIn {
  async function call(operation: string, input: object): Promise<unknown> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${operation}`,
      },
      body: JSON.stringify({ ClientId, ...input }),
    });
    const body: unknown = await response.json();
    if (response.ok) return body;
    const { data } = failure.safeParse(body);
    if (response.status < 500 && !PASSING.includes(data?.__type))
      throw new Refused(data?.message ?? 'The sign-in was refused.');
    throw new Error(`the sign-in answered ${response.status}`);
  }

  return {
    async withPassword(USERNAME, PASSWORD) {
      const answer = await call('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD },
      });
      const asked = challenge.safeParse(answer);
      if (!asked.success) return tokensOf(answer);
      const { ChallengeName, Session } = asked.data;
      if (ChallengeName !== 'NEW_PASSWORD_REQUIRED')
        throw new Refused(`This page can't answer ${ChallengeName}.`);
      return {
        choose: async NEW_PASSWORD =>
          tokensOf(
            await call('RespondToAuthChallenge', {
              ChallengeName,
              Session,
              ChallengeResponses: { USERNAME, NEW_PASSWORD },
            }),
          ),
      };
    },

    async signUp(Username, Password) {
      await call('SignUp', { Username, Password });
    },
    async confirm(Username, ConfirmationCode) {
      await call('ConfirmSignUp', { Username, ConfirmationCode });
    },

    refresh: async REFRESH_TOKEN =>
      tokensOf(
        await call('InitiateAuth', {
          AuthFlow: 'REFRESH_TOKEN_AUTH',
          AuthParameters: { REFRESH_TOKEN },
        }),
      ),

    async revoke(Token) {
      await call('RevokeToken', { Token });
    },
  };
}

function tokensOf(answer: unknown): Tokens {
  const { AccessToken, RefreshToken } = signedIn.parse(answer).AuthenticationResult;
  return { accessToken: AccessToken, refreshToken: RefreshToken };
}
