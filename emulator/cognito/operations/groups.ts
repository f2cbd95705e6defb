/** Groups, and who is in them. */
import * as z from 'zod';
import type { Group } from '../groups.ts';
import { readPageToken, takePage } from '../page.ts';
import type { UserPool } from '../user-pool.ts';
import { OfPool, OfUser, poolOperation, recordChange } from './operation.ts';

const GroupName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u);
const Paged = { Limit: z.int().min(0).max(60).default(60), NextToken: z.string().min(1).optional() };

export const groupOperations = {
  CreateGroup: poolOperation(
    OfPool.extend({
      GroupName,
      Description: z.string().max(2048).optional(),
      Precedence: z.int().min(0).optional(),
      RoleArn: z.string().optional(),
    }),
    async (pool, input) => {
      const group: Group = {
        name: input.GroupName,
        description: input.Description,
        precedence: input.Precedence,
        roleArn: input.RoleArn,
        createdAt: pool.now(),
      };
      await pool.groups.add(group);
      return { Group: describe(pool, group) };
    },
  ),

  GetGroup: poolOperation(OfPool.extend({ GroupName }), async (pool, input) => ({
    Group: describe(pool, await pool.groups.get(input.GroupName)),
  })),

  ListGroups: poolOperation(OfPool.extend(Paged), async (pool, input) =>
    answer(pool, pool.groups.list(readPageToken(input.NextToken)), input.Limit),
  ),

  AdminAddUserToGroup: poolOperation(OfUser.extend({ GroupName }), async (pool, input) => {
    await pool.groups.get(input.GroupName);
    await pool.users.change(input.Username, ({ groups }) => ({
      groups: [...new Set([...groups, input.GroupName])],
    }));
    return {};
  }),

  AdminRemoveUserFromGroup: poolOperation(OfUser.extend({ GroupName }), async (pool, input) => {
    await pool.groups.get(input.GroupName);
    const user = await pool.users.change(input.Username, ({ groups }) => ({
      groups: groups.filter(name => name !== input.GroupName),
    }));
    recordChange(pool, 'AdminRemoveUserFromGroup', user, { groupName: input.GroupName });
    return {};
  }),

  AdminListGroupsForUser: poolOperation(OfUser.extend(Paged), async (pool, input) => {
    const { groups } = await pool.users.get(input.Username);
    return answer(pool, groupsNamed(pool, groups, readPageToken(input.NextToken)), input.Limit);
  }),
};

async function* groupsNamed(pool: UserPool, names: string[], after = ''): AsyncIterable<Group> {
  for (const name of names.toSorted()) if (name > after) yield await pool.groups.get(name);
}

async function answer(pool: UserPool, groups: AsyncIterable<Group>, limit: number): Promise<object> {
  const { page, next } = await takePage(groups, limit || 60, group => group.name);
  return { Groups: page.map(group => describe(pool, group)), NextToken: next };
}

function describe(pool: UserPool, group: Group) {
  return {
    GroupName: group.name,
    UserPoolId: pool.id,
    Description: group.description,
    Precedence: group.precedence,
    RoleArn: group.roleArn,
    CreationDate: group.createdAt / 1_000,
    LastModifiedDate: group.createdAt / 1_000,
  };
}
