/** One user pool with one app client: everything its operations work on. */

import type { OnRepaired } from '../leveldb/open-folder.ts';
import { openStorage, type Storage } from '../storage.ts';
import { type Challenges, createChallenges } from './challenges.ts';
import { createGroups, type Groups } from './groups.ts';
import { openSigningKey, type SigningKey } from './keys.ts';
import { openNames } from './names.ts';
import type { PoolSettings } from './pool-settings.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { type Identity, keep, matches, type Verifier } from './srp.ts';
import { createTokens, type Tokens } from './tokens.ts';
import type { UserCall } from './trail.ts';
import type { User } from './user.ts';
import { createUsers, type Users } from './users.ts';

export interface UserPoolOptions {
  /** Where the pool is kept; absent: in memory. */
  directory?: string | undefined;
  /** Without it, damage is an error. */
  onRepaired?: OnRepaired | undefined;
  region: string;
  /** Absent: made up once, and kept. */
  userPoolId?: string;
  /** The gateway's address without a trailing slash. */
  baseUrl: string;
  /** What Cognito would have mailed: a confirmation code, or a temporary password it made up. */
  onCode?(username: string, code: string): void;
  /** Told of what ends before the tokens of a user do: they were disabled, deleted, signed out or taken out of a group. */
  onUserChanged?(call: UserCall): void;
  now?(): number;
  settings: PoolSettings;
  /** Asked for each token: how long it is good for, if not as the settings say. */
  shortTokenSeconds?(): number | undefined;
  /** Where the hosted sign-in may send users back to, and away to when they sign out. */
  callbackUrls?: readonly string[];
}

export interface UserPool {
  readonly id: string;
  readonly clientId: string;
  readonly region: string;
  readonly createdAt: number;
  readonly settings: PoolSettings;
  readonly callbackUrls: readonly string[];
  readonly users: Users;
  readonly groups: Groups;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  readonly tokens: Tokens;
  readonly jwks: SigningKey['jwks'];
  readonly issuer: string;
  /** What is kept of a password. */
  keep(username: string, password: string): Verifier;
  passwordMatches(user: User, password: string): boolean;
  /** Whose password it is, as its verifier has it. */
  identityOf(user: Pick<User, 'username'>): Identity;
  now(): number;
  onCode(username: string, code: string): void;
  userChanged(call: Omit<UserCall, 'at'>): void;
  close(): Promise<void>;
}

export async function openUserPool(options: UserPoolOptions): Promise<UserPool> {
  const storage = await openStorage(options.directory, options.onRepaired);
  try {
    return await poolIn(storage, options);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function poolIn(storage: Storage, options: UserPoolOptions): Promise<UserPool> {
  const { region, settings, now = Date.now, onCode = () => {}, onUserChanged } = options;
  const { userPoolId, clientId, createdAt } = await openNames(storage, {
    region,
    userPoolId: options.userPoolId,
    now: now(),
  });
  const signingKey = await openSigningKey(storage);
  const issuer = `${options.baseUrl}/${userPoolId}`;
  const [, poolName = ''] = userPoolId.split('_');
  const identityOf = ({ username }: Pick<User, 'username'>) => ({ poolName, username });
  const sessions = createSessions(storage, { now, refreshTokenMs: settings.refreshTokenSeconds * 1_000 });
  await sessions.removeExpired();
  return {
    id: userPoolId,
    clientId,
    region,
    createdAt,
    settings,
    callbackUrls: options.callbackUrls ?? [],
    users: createUsers(storage, now),
    groups: createGroups(storage),
    sessions,
    challenges: createChallenges(now),
    tokens: createTokens({
      signingKey,
      issuer,
      clientId,
      now,
      accessTokenSeconds: () => options.shortTokenSeconds?.() ?? settings.accessTokenSeconds,
    }),
    jwks: signingKey.jwks,
    issuer,
    keep: (username, password) => keep({ poolName, username }, password),
    passwordMatches: (user, password) =>
      user.password !== undefined && matches(identityOf(user), password, user.password),
    identityOf,
    now,
    onCode,
    userChanged: call => onUserChanged?.({ ...call, at: now() }),
    close: () => storage.close(),
  };
}
