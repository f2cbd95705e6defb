/** Finds users who have not signed in for long, page by page, slowly enough to leave Cognito's quotas to the users. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminDisableUserCommand,
  AdminListUserAuthEventsCommand,
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  paginateListUsers,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';

export interface PruneOptions {
  readonly client: CognitoIdentityProviderClient;
  readonly userPoolId: string;
  readonly inactiveMs: number;
  readonly disable: boolean;
  /** Calls a second; the tightest quota of the calls made here is 25. */
  readonly perSecond: number;
  readonly now?: () => number;
  readonly onTotal?: (users: number) => void;
  readonly onUser?: () => void;
}

interface Inactive {
  readonly username: string;
  /** ISO 8601: the last sign-in, or the creation of the account if there was none. */
  readonly lastSeen: string;
  readonly neverSignedIn: boolean;
  readonly disabled: boolean;
}

export interface Pruned {
  readonly looked: number;
  readonly inactive: readonly Inactive[];
}

export async function prune(options: PruneOptions): Promise<Pruned> {
  const { client, userPoolId: UserPoolId, inactiveMs, disable, perSecond, now = Date.now } = options;
  const paced = async <T>(call: () => Promise<T>): Promise<T> => {
    await sleep(1_000 / perSecond);
    return call();
  };
  const before = now() - inactiveMs;
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
  options.onTotal?.(UserPool?.EstimatedNumberOfUsers ?? 0);

  /** Returns undefined if there was none. Cognito lists the newest first; failed attempts do not count. */
  async function lastSignIn(Username: string): Promise<Date | undefined> {
    const list = new AdminListUserAuthEventsCommand({ UserPoolId, Username, MaxResults: 60 });
    const { AuthEvents = [] } = await paced(() => client.send(list));
    return AuthEvents.find(({ EventResponse }) => EventResponse === 'Pass')?.CreationDate;
  }

  async function look({ Username, Enabled, UserCreateDate }: UserType): Promise<Inactive | undefined> {
    // An account that is new can't have been inactive for long; that saves a call.
    if (!Username || !Enabled || !UserCreateDate || UserCreateDate.getTime() > before) return undefined;
    const signedIn = await lastSignIn(Username);
    const lastSeen = signedIn ?? UserCreateDate;
    if (lastSeen.getTime() > before) return undefined;
    if (disable) await paced(() => client.send(new AdminDisableUserCommand({ UserPoolId, Username })));
    return {
      username: Username,
      lastSeen: lastSeen.toISOString(),
      neverSignedIn: !signedIn,
      disabled: disable,
    };
  }

  let looked = 0;
  const inactive: Inactive[] = [];
  for await (const { Users = [] } of paginateListUsers({ client, pageSize: 60 }, { UserPoolId }))
    for (const user of Users) {
      const found = await look(user);
      if (found) inactive.push(found);
      looked += 1;
      options.onUser?.();
    }
  return { looked, inactive };
}
