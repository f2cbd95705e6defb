/** A password that was forgotten, or is to be another. */
import * as z from 'zod';
import { checkCode, delivery, newCode } from '../codes.ts';
import { badCredentials, invalidParameter, notAuthorized, userDisabled } from '../errors.ts';
import { checkPolicy } from '../passwords.ts';
import type { User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import {
  Anything,
  clientOperation,
  OfClient,
  OfUser,
  Password,
  poolOperation,
  publicOperation,
  Username,
} from './operation.ts';
import { userOf } from './self-service.ts';

export const lostPasswordOperations = {
  /** A name that nobody has is told what everyone is told. */
  ForgotPassword: clientOperation(OfClient.extend({ Username }), async (pool, input) => {
    const user = await pool.users.find(input.Username);
    if (!user) return { CodeDeliveryDetails: delivery(`${input.Username}@example.com`) };
    return { CodeDeliveryDetails: await mailReset(pool, user) };
  }),

  ConfirmForgotPassword: clientOperation(
    OfClient.extend({ Username, Password, ConfirmationCode: z.string().min(1).max(2048) }),
    async (pool, input) => {
      checkPolicy(pool.settings.passwordPolicy, input.Password, 'Password does not conform to policy');
      await pool.users.change(input.Username, user => {
        checkCode(pool, user, 'reset', input.ConfirmationCode);
        return { password: pool.keep(user.username, input.Password), status: 'CONFIRMED', reset: undefined };
      });
      return {};
    },
  ),

  ChangePassword: publicOperation(
    Anything.extend({
      AccessToken: z.string().min(1),
      PreviousPassword: Password,
      ProposedPassword: Password,
    }),
    async (pool, input) => {
      const { sub } = await userOf(pool, input.AccessToken);
      checkPolicy(
        pool.settings.passwordPolicy,
        input.ProposedPassword,
        'Password does not conform to policy',
      );
      await pool.users.change(sub, user => {
        if (!pool.passwordMatches(user, input.PreviousPassword)) throw badCredentials();
        return { password: pool.keep(user.username, input.ProposedPassword) };
      });
      return {};
    },
  ),

  AdminResetUserPassword: poolOperation(OfUser, async (pool, input) => {
    await mailReset(pool, await pool.users.get(input.Username));
    await pool.users.change(input.Username, () => ({ status: 'RESET_REQUIRED' }));
    return {};
  }),
};

async function mailReset(pool: UserPool, { username }: User) {
  const reset = newCode(pool, 'reset');
  const { attributes } = await pool.users.change(username, user => {
    if (!user.enabled) throw userDisabled();
    if (user.status === 'FORCE_CHANGE_PASSWORD')
      throw notAuthorized('User password cannot be reset in the current state.');
    if (user.attributes.email_verified !== 'true')
      throw invalidParameter(
        'Cannot reset password for the user as there is no registered/verified email or phone_number',
      );
    return { reset };
  });
  pool.onCode(username, reset.code);
  return delivery(attributes.email);
}
