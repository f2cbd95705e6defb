/** What ends a sign-in through the API. */
import type { ChallengeName } from '../challenges.ts';
import { notAuthorized, userDisabled } from '../errors.ts';
import { isRevoked } from '../sessions.ts';
import { type Parameters, stepAfterPassword } from '../sign-in.ts';
import type { User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';

const ASKED: Readonly<Record<ChallengeName, (user: User) => Parameters>> = {
  PASSWORD_VERIFIER: () => ({}),
  NEW_PASSWORD_REQUIRED: ({ attributes }) => ({
    requiredAttributes: '[]',
    userAttributes: JSON.stringify(attributes),
  }),
  SOFTWARE_TOKEN_MFA: () => ({ FRIENDLY_DEVICE_NAME: 'authenticator' }),
};

/** The password is right. Returns the tokens, or what is asked next. */
export async function passwordProved(pool: UserPool, user: User): Promise<object> {
  const name = stepAfterPassword(user);
  if (name === undefined) return signIn(pool, user);
  return {
    ChallengeName: name,
    Session: pool.challenges.begin({ name, sub: user.sub }),
    ChallengeParameters: { USER_ID_FOR_SRP: user.username, ...ASKED[name](user) },
  };
}

export async function signIn(pool: UserPool, user: User): Promise<object> {
  const { session, refreshToken } = await pool.sessions.begin(user);
  const tokens = await pool.tokens.issue(user, session);
  await pool.users.signedIn(user);
  return { AuthenticationResult: { ...tokens, RefreshToken: refreshToken }, ChallengeParameters: {} };
}

/** @throws NotAuthorizedException */
export async function refreshed(pool: UserPool, refreshToken: string) {
  const session = await pool.sessions.findByRefreshToken(refreshToken);
  const user = session && (await pool.users.find(session.sub));
  if (!user) throw notAuthorized('Invalid Refresh Token');
  if (!user.enabled) throw userDisabled();
  if (isRevoked(session, user)) throw notAuthorized('Refresh Token has been revoked');
  if (session.expiresAt <= pool.now()) throw notAuthorized('Refresh Token has expired');
  return pool.tokens.issue(user, session);
}
