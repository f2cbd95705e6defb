/** What an administrator does with one user. */
import * as z from 'zod';
import { Attributes, readAttributes } from '../attributes.ts';
import { usernameExists } from '../errors.ts';
import { checkPolicy, generatePassword } from '../passwords.ts';
import { attributesOf, describeUser, factorsOf, newUser, type User } from '../user.ts';
import { newUsername } from '../usernames.ts';
import { OfUser, Password, poolOperation, recordChange } from './operation.ts';

export const adminUserOperations = {
  AdminGetUser: poolOperation(OfUser, async (pool, input) => {
    const user = await pool.users.get(input.Username);
    return { ...describeUser(user), ...factorsOf(user), UserAttributes: attributesOf(user) };
  }),

  AdminCreateUser: poolOperation(
    OfUser.extend({
      TemporaryPassword: Password.optional(),
      UserAttributes: Attributes,
      MessageAction: z.literal('SUPPRESS').optional(),
    }),
    async (pool, input) => {
      const attributes = readAttributes(input.UserAttributes);
      const { passwordPolicy } = pool.settings;
      const username = newUsername(input.Username);
      const password = input.TemporaryPassword ?? generatePassword(passwordPolicy);
      checkPolicy(passwordPolicy, password, 'Password did not conform with password policy');
      const user = newUser(
        { username, attributes, status: 'FORCE_CHANGE_PASSWORD', password: pool.keep(username, password) },
        pool.now(),
      );
      if (!(await pool.users.add(user))) throw usernameExists('User account already exists');
      if (input.TemporaryPassword === undefined && input.MessageAction !== 'SUPPRESS')
        pool.onCode(user.username, password);
      return { User: { ...describeUser(user), Attributes: attributesOf(user) } };
    },
  ),

  AdminSetUserPassword: poolOperation(
    OfUser.extend({ Password, Permanent: z.boolean().default(false) }),
    async (pool, input) => {
      checkPolicy(pool.settings.passwordPolicy, input.Password, 'Password does not conform to policy');
      await pool.users.change(input.Username, ({ username }) => ({
        password: pool.keep(username, input.Password),
        status: input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
        confirmation: undefined,
      }));
      return {};
    },
  ),

  AdminUpdateUserAttributes: poolOperation(
    OfUser.extend({ UserAttributes: Attributes }),
    async (pool, input) => {
      const given = readAttributes(input.UserAttributes);
      await pool.users.change(input.Username, ({ attributes }) => ({
        attributes: { ...attributes, ...given },
      }));
      return {};
    },
  ),

  /** The stand-in keeps the last one. */
  AdminListUserAuthEvents: poolOperation(OfUser, async (pool, input) => {
    const { signedInAt, sub } = await pool.users.get(input.Username);
    if (signedInAt === undefined) return { AuthEvents: [] };
    const CreationDate = signedInAt / 1_000;
    const EventId = `${sub}/${signedInAt}`;
    return { AuthEvents: [{ EventId, EventType: 'SignIn', EventResponse: 'Pass', CreationDate }] };
  }),

  AdminDeleteUser: poolOperation(OfUser, async (pool, input) => {
    recordChange(pool, 'AdminDeleteUser', await pool.users.remove(input.Username));
    return {};
  }),

  AdminEnableUser: changing(() => ({ enabled: true })),
  AdminDisableUser: changing(
    ({ generation }) => ({ enabled: false, generation: generation + 1 }),
    'AdminDisableUser',
  ),
  AdminUserGlobalSignOut: changing(
    ({ generation }) => ({ generation: generation + 1 }),
    'AdminUserGlobalSignOut',
  ),
};

/** @param recorded the operation's name, where what it ends is told */
function changing(change: (user: User) => Partial<User>, recorded?: string) {
  return poolOperation(OfUser, async (pool, input) => {
    const user = await pool.users.change(input.Username, change);
    if (recorded !== undefined) recordChange(pool, recorded, user);
    return {};
  });
}
