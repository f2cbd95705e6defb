/** Who has not signed in for long, found page by page at a pace that leaves Cognito's quotas to the users themselves. */
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
  /** Calls; far below the tightest quota of those that are made, 25 a second. */
  readonly perSecond: number;
  readonly now?: () => number;
  readonly onTotal?: (users: number) => void;
  readonly onUser?: () => void;
}

interface Inactive {
  readonly username: string;
  /** ISO 8601; of the last sign-in, or of the account where there was none. */
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

  /** Undefined where there was none. Newest first, as Cognito lists them; failed attempts are none. */
  async function lastSignIn(Username: string): Promise<Date | undefined> {
    const list = new AdminListUserAuthEventsCommand({ UserPoolId, Username, MaxResults: 60 });
    const { AuthEvents = [] } = await paced(() => client.send(list));
    return AuthEvents.find(({ EventResponse }) => EventResponse === 'Pass')?.CreationDate;
  }

  async function look({ Username, Enabled, UserCreateDate }: UserType): Promise<Inactive | undefined> {
    // Whoever came lately can't be inactive for long, whatever they did: one call saved.
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
