/** The pool itself, its one app client, and the list of its users. */
import * as z from 'zod';
import { readFilter } from '../filter.ts';
import { readPageToken, takePage } from '../page.ts';
import { attributesOf, describeUser, type User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import { Anything, checkClient, OfClient, OfPool, poolOperation, signedOperation } from './operation.ts';

const NAME = 'local';
const MaxResults = z.int().min(1).max(60);

export const poolOperations = {
  ListUsers: poolOperation(
    OfPool.extend({
      Limit: z.int().min(0).max(60).default(60),
      PaginationToken: z.string().min(1).optional(),
      Filter: z.string().max(256).optional(),
      AttributesToGet: z.array(z.string()).optional(),
    }),
    async (pool, input) => {
      const users = matching(pool.users.list(readPageToken(input.PaginationToken)), readFilter(input.Filter));
      const { page, next } = await takePage(users, input.Limit || 60, user => user.username);
      const wanted = input.AttributesToGet;
      return {
        Users: page.map(user => ({
          ...describeUser(user),
          Attributes: attributesOf(user).filter(({ Name }) => wanted?.includes(Name) ?? true),
        })),
        PaginationToken: next,
      };
    },
  ),

  DescribeUserPool: poolOperation(OfPool, async pool => ({
    UserPool: {
      ...summary(pool),
      Arn: `arn:aws:cognito-idp:${pool.region}:000000000000:userpool/${pool.id}`,
      EstimatedNumberOfUsers: await count(pool.users.list()),
      UsernameConfiguration: { CaseSensitive: false },
      AliasAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: !pool.settings.selfSignUp },
      MfaConfiguration: pool.settings.mfa,
      Policies: {
        PasswordPolicy: pool.settings.passwordPolicy,
      },
    },
  })),

  DescribeUserPoolClient: poolOperation(OfPool.extend(OfClient.shape), (pool, input) => {
    checkClient(pool, input.ClientId);
    return {
      UserPoolClient: {
        ...client(pool),
        CreationDate: pool.createdAt / 1_000,
        LastModifiedDate: pool.createdAt / 1_000,
        AccessTokenValidity: pool.settings.accessTokenSeconds,
        IdTokenValidity: pool.settings.accessTokenSeconds,
        RefreshTokenValidity: pool.settings.refreshTokenSeconds,
        TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
        ExplicitAuthFlows: pool.settings.authFlows,
        PreventUserExistenceErrors: 'ENABLED',
        EnableTokenRevocation: true,
      },
    };
  }),

  ListUserPools: signedOperation(Anything.extend({ MaxResults }), pool => ({ UserPools: [summary(pool)] })),

  ListUserPoolClients: poolOperation(OfPool.extend({ MaxResults: MaxResults.optional() }), pool => ({
    UserPoolClients: [client(pool)],
  })),
};

function summary(pool: UserPool) {
  const date = pool.createdAt / 1_000;
  return { Id: pool.id, Name: NAME, CreationDate: date, LastModifiedDate: date };
}

function client(pool: UserPool) {
  return { ClientId: pool.clientId, ClientName: NAME, UserPoolId: pool.id };
}

async function* matching(users: AsyncIterable<User>, matches: (user: User) => boolean): AsyncIterable<User> {
  for await (const user of users) if (matches(user)) yield user;
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _ of items) total += 1;
  return total;
}
