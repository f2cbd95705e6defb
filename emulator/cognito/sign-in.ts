/** From a password that was proved to a signed-in user: what stands in between is asked first. */
import type { ChallengeName } from './challenges.ts';
import {
  codeMismatch,
  invalidParameter,
  passwordResetRequired,
  userDisabled,
  userNotConfirmed,
} from './errors.ts';
import { checkPolicy } from './passwords.ts';
import { isCodeOf } from './totp.ts';
import type { User } from './user.ts';
import type { UserPool } from './user-pool.ts';

export type Parameters = Readonly<Record<string, string>>;

/** @throws InvalidParameterException */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (!value) throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

/**
 * What is asked after the password, if anything.
 * @throws the exception that says why this user is not let in
 */
export function stepAfterPassword(user: User): ChallengeName | undefined {
  if (!user.enabled) throw userDisabled();
  switch (user.status) {
    case 'UNCONFIRMED':
      throw userNotConfirmed();
    case 'RESET_REQUIRED':
      throw passwordResetRequired();
    case 'FORCE_CHANGE_PASSWORD':
      return 'NEW_PASSWORD_REQUIRED';
    case 'CONFIRMED':
      return user.totp?.enabled ? 'SOFTWARE_TOKEN_MFA' : undefined;
  }
}

interface Answer {
  readonly username: string;
  /** Of the challenge. */
  readonly session: string;
}

/** The step NEW_PASSWORD_REQUIRED. Returns the user with the new password. */
export async function setNewPassword(
  pool: UserPool,
  { username, session, password }: Answer & { readonly password: string },
): Promise<User> {
  const user = await pool.users.find(username);
  pool.challenges.check(session, { name: 'NEW_PASSWORD_REQUIRED', sub: user?.sub });
  checkPolicy(pool.settings.passwordPolicy, password, 'Password does not conform to policy');
  pool.challenges.finish(session);
  return pool.users.change(username, ({ enabled, username: name }) => {
    if (!enabled) throw userDisabled();
    return { password: pool.keep(name, password), status: 'CONFIRMED' };
  });
}

/** The step SOFTWARE_TOKEN_MFA. Returns the user if the code is right. */
export async function proveSecondFactor(
  pool: UserPool,
  { username, session, code }: Answer & { readonly code: string },
): Promise<User> {
  const user = await pool.users.find(username);
  pool.challenges.check(session, { name: 'SOFTWARE_TOKEN_MFA', sub: user?.sub });
  if (!user?.totp || !(await isCodeOf(user.totp.secret, code, pool.now()))) throw codeMismatch();
  if (!user.enabled) throw userDisabled();
  pool.challenges.finish(session);
  return user;
}
