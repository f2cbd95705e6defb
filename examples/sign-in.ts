/** Signs in through Cognito's own API, which the local server speaks too; `fetch` is all it takes. */
import { type GetToken, MessagingError } from '../client/messaging-client.ts';

interface Config {
  readonly socketUrl: string;
  readonly cognito: { readonly endpoint: string; readonly clientId: string };
}

interface Tokens {
  readonly AccessToken: string;
  readonly RefreshToken: string;
}

interface Answer {
  readonly AuthenticationResult?: Tokens;
  readonly __type?: string;
  readonly message?: string;
}

interface Session {
  readonly socketUrl: string;
  readonly getToken: GetToken;
}

export async function signIn(server: string, username: string, password: string): Promise<Session> {
  const config = await fetch(`${server.replace(/\/$/, '')}/config.json`).catch(cause => {
    throw new Error(`No server answers at ${server}. Start one with npm start.`, { cause });
  });
  const { socketUrl, cognito }: Config = JSON.parse(await config.text());

  async function authenticate(flow: string, parameters: object): Promise<Tokens | undefined> {
    const response = await fetch(cognito.endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      },
      body: JSON.stringify({ AuthFlow: flow, ClientId: cognito.clientId, AuthParameters: parameters }),
    });
    const answer: Answer = JSON.parse(await response.text());
    if (response.ok) return answer.AuthenticationResult;
    // Refused for good, as after a sign-out everywhere: not to be tried again.
    if (answer.__type === 'NotAuthorizedException') return undefined;
    throw new MessagingError('UNAVAILABLE', `sign-in failed: ${answer.message}`);
  }

  const first = await authenticate('USER_PASSWORD_AUTH', { USERNAME: username, PASSWORD: password });
  if (!first) throw new Error(`${username} could not sign in: user name or password is wrong`);
  let token = first.AccessToken;

  return {
    socketUrl,
    async getToken({ refresh }) {
      if (!refresh) return token;
      const renewed = await authenticate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: first.RefreshToken });
      token = renewed?.AccessToken ?? '';
      return token; // '' says that nobody is signed in any more
    },
  };
}
