/** From a password that was proved to the tokens: what stands in between is asked first. */
import type { ChallengeName } from './challenges.ts';
import { invalidParameter, passwordResetRequired, userDisabled, userNotConfirmed } from './errors.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

export type Parameters = Readonly<Record<string, string>>;

/** @throws InvalidParameterException */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/** The password is right. */
export async function passwordProved(pool: UserPool, user: User): Promise<object> {
  if (!user.enabled) throw userDisabled();
  switch (user.status) {
    case 'UNCONFIRMED':
      throw userNotConfirmed();
    case 'RESET_REQUIRED':
      throw passwordResetRequired();
    case 'FORCE_CHANGE_PASSWORD':
      return challenge(pool, user, 'NEW_PASSWORD_REQUIRED', {
        requiredAttributes: '[]',
        userAttributes: JSON.stringify(user.attributes),
      });
    case 'CONFIRMED':
      return user.totp?.enabled
        ? challenge(pool, user, 'SOFTWARE_TOKEN_MFA', { FRIENDLY_DEVICE_NAME: 'authenticator' })
        : signIn(pool, user);
  }
}

export async function signIn(pool: UserPool, user: User): Promise<object> {
  const { session, refreshToken } = await pool.sessions.begin(user);
  const tokens = await pool.tokens.issue(user, session);
  await pool.users.signedIn(user);
  return { AuthenticationResult: { ...tokens, RefreshToken: refreshToken }, ChallengeParameters: {} };
}

const challenge = (pool: UserPool, user: User, name: ChallengeName, parameters: Parameters): object => ({
  ChallengeName: name,
  Session: pool.challenges.begin({ name, sub: user.sub }),
  ChallengeParameters: { USER_ID_FOR_SRP: user.username, ...parameters },
});
