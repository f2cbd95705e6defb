/** The users of a run, and their tokens: made in the server's pool, signed in anew as their tokens expire. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { LOCAL_CREDENTIALS } from '../../../emulator/local-aws.ts';
import { demoPassword } from '../../../local/demo-users.ts';
import { subjectOf } from '../../../test/support/sign-in.ts';
import type { Running } from '../backend/messages.ts';

export interface Token {
  readonly text: string;
  /** On this process's monotonic clock, at the latest: it was issued a little before it came. */
  readonly expiresAt: number;
}

export interface Person {
  readonly name: string;
  readonly userId: string;
  /** Waits for the server, if that is away. */
  token(fresh?: boolean): Promise<Token>;
  /** The next token is a new one. */
  forget(): void;
}

/** A token that ends sooner is replaced before it is used. */
const LEFT_MS = 1_500;
const RETRY_MS = 200;
const PATIENCE_MS = 60_000;

const clientFor = ({ cognito }: Running) =>
  new CognitoIdentityProviderClient({
    endpoint: cognito.endpoint,
    region: cognito.region,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });

/** The server's own administrator, and as many users as are wanted, made for the run. */
export async function people(running: Running, count: number): Promise<{ admin: Person; users: Person[] }> {
  const client = clientFor(running);
  const { userPoolId: UserPoolId } = running.cognito;
  const users: Person[] = [];
  for (let number = 1; number <= count; number += 1) {
    const Username = `user-${number}`;
    const Password = demoPassword(Username);
    const made = { UserPoolId, Username };
    await client.send(new AdminCreateUserCommand({ ...made, MessageAction: 'SUPPRESS' }));
    await client.send(new AdminSetUserPasswordCommand({ ...made, Password, Permanent: true }));
    users.push(await person(client, running, Username));
  }
  return { admin: await person(client, running, 'admin'), users };
}

async function person(
  client: CognitoIdentityProviderClient,
  { cognito }: Running,
  name: string,
): Promise<Person> {
  let kept: Token | undefined;
  let asking: Promise<Token> | undefined;

  async function signedIn(): Promise<Token> {
    const began = performance.now();
    const command = new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: cognito.clientId,
      AuthParameters: { USERNAME: name, PASSWORD: demoPassword(name) },
    });
    for (;;) {
      try {
        const { AuthenticationResult: result } = await client.send(command);
        const { AccessToken: text = '', ExpiresIn = 0 } = result ?? {};
        return { text, expiresAt: performance.now() + ExpiresIn * 1_000 };
      } catch (error) {
        if (performance.now() - began > PATIENCE_MS) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  async function token(fresh = false): Promise<Token> {
    if (!fresh && kept && kept.expiresAt - performance.now() > LEFT_MS) return kept;
    asking ??= signedIn().finally(() => {
      asking = undefined;
    });
    kept = await asking;
    return kept;
  }

  const forget = () => {
    kept = undefined;
  };
  return { name, userId: subjectOf((await token()).text), token, forget };
}
