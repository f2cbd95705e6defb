/** One user pool with one app client: everything its operations work on. */

import type { OnRepaired } from '../leveldb/open-folder.ts';
import { openStorage, type Storage } from '../storage.ts';
import { type Challenges, createChallenges } from './challenges.ts';
import { createGroups, type Groups } from './groups.ts';
import { openSigningKey, type SigningKey } from './keys.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { openSettings } from './settings.ts';
import { createTokens, type Tokens } from './tokens.ts';
import type { UserCall } from './trail.ts';
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
  accessTokenSeconds?: number | undefined;
}

export interface UserPool {
  readonly id: string;
  readonly clientId: string;
  readonly region: string;
  readonly createdAt: number;
  readonly accessTokenSeconds: number;
  readonly users: Users;
  readonly groups: Groups;
  readonly sessions: Sessions;
  readonly challenges: Challenges;
  readonly tokens: Tokens;
  readonly jwks: SigningKey['jwks'];
  readonly issuer: string;
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
  const { region, now = Date.now, accessTokenSeconds = 3_600, onCode = () => {}, onUserChanged } = options;
  const { userPoolId, clientId, createdAt } = await openSettings(storage, {
    region,
    userPoolId: options.userPoolId,
    now: now(),
  });
  const signingKey = await openSigningKey(storage);
  const issuer = `${options.baseUrl}/${userPoolId}`;
  const sessions = createSessions(storage, now);
  await sessions.removeExpired();
  return {
    id: userPoolId,
    clientId,
    region,
    createdAt,
    accessTokenSeconds,
    users: createUsers(storage, now),
    groups: createGroups(storage),
    sessions,
    challenges: createChallenges(now),
    tokens: createTokens({ signingKey, issuer, clientId, now, accessTokenSeconds }),
    jwks: signingKey.jwks,
    issuer,
    now,
    onCode,
    userChanged: call => onUserChanged?.({ ...call, at: now() }),
    close: () => storage.close(),
  };
}
