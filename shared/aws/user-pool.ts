import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { People } from '../core/ports.ts';
import type { User } from '../protocol/index.ts';
import { type ClientOptions, configOf } from './client-options.ts';

const escaped = (text: string) => text.replace(/["\\]/g, '\\$&');

/** Those who have an account in the user pool, whether they are connected or not. Cognito finds names and ids by an index. */
export function userPool({ poolId, ...options }: ClientOptions & { readonly poolId: string }): People {
  const client = new CognitoIdentityProviderClient(configOf(options));

  async function list(Filter: string, Limit: number): Promise<User[]> {
    const { Users = [] } = await client.send(
      new ListUsersCommand({ UserPoolId: poolId, Filter, Limit, AttributesToGet: ['sub'] }),
    );
    return Users.flatMap(({ Username: name, Attributes }) => {
      const userId = Attributes?.find(({ Name }) => Name === 'sub')?.Value;
      return userId === undefined || name === undefined ? [] : [{ userId, name }];
    });
  }

  return {
    named: (prefix, limit) => list(`username ^= "${escaped(prefix)}"`, limit),
    find: async userId => (await list(`sub = "${escaped(userId)}"`, 1))[0],
  };
}
