/** Signing oneself up, and proving it with the code that Cognito would have mailed. */
import * as z from 'zod';
import { Attributes, readAttributes } from '../attributes.ts';
import { checkCode, delivery, newCode } from '../codes.ts';
import { invalidParameter, notAuthorized, userNotFound, usernameExists } from '../errors.ts';
import { checkPolicy } from '../passwords.ts';
import { newUser, type User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import { newUsername } from '../usernames.ts';
import { clientOperation, OfClient, OfUser, Password, poolOperation, Username } from './operation.ts';

export const signUpOperations = {
  SignUp: clientOperation(
    OfClient.extend({ Username, Password, UserAttributes: Attributes }),
    async (pool, input) => {
      if (!pool.settings.selfSignUp) throw notAuthorized('SignUp is not permitted for this user pool');
      const username = newUsername(input.Username);
      const attributes = readAttributes(input.UserAttributes);
      checkPolicy(pool.settings.passwordPolicy, input.Password, 'Password did not conform with policy');
      const confirmation = newCode(pool, 'confirmation');
      const password = pool.keep(username, input.Password);
      const user = {
        ...newUser({ username, attributes, status: 'UNCONFIRMED', password }, pool.now()),
        confirmation,
      };
      if (!(await pool.users.add(user))) throw usernameExists('User already exists');
      pool.onCode(user.username, confirmation.code);
      return { UserConfirmed: false, UserSub: user.sub, CodeDeliveryDetails: delivery(attributes.email) };
    },
  ),

  ConfirmSignUp: clientOperation(
    OfClient.extend({ Username, ConfirmationCode: z.string().min(1).max(2048) }),
    async (pool, input) => {
      await checkKnown(pool, input.Username);
      await pool.users.change(input.Username, user => {
        checkUnconfirmed(user);
        checkCode(pool, user, 'confirmation', input.ConfirmationCode);
        return {
          status: 'CONFIRMED',
          confirmation: undefined,
          // The code went to that address: who knows it reads that mail.
          attributes: { ...user.attributes, ...(user.attributes.email && { email_verified: 'true' }) },
        };
      });
      return {};
    },
  ),

  ResendConfirmationCode: clientOperation(OfClient.extend({ Username }), async (pool, input) => {
    await checkKnown(pool, input.Username);
    const confirmation = newCode(pool, 'confirmation');
    const user = await pool.users.change(input.Username, ({ status }) => {
      if (status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      return { confirmation };
    });
    pool.onCode(user.username, confirmation.code);
    return { CodeDeliveryDetails: delivery(user.attributes.email) };
  }),

  AdminConfirmSignUp: poolOperation(OfUser, async (pool, input) => {
    await pool.users.change(input.Username, user => {
      checkUnconfirmed(user);
      return { status: 'CONFIRMED', confirmation: undefined };
    });
    return {};
  }),
};

/** These operations word it differently from the others. */
async function checkKnown(pool: UserPool, username: string): Promise<void> {
  if (!(await pool.users.find(username))) throw userNotFound('Username/client id combination not found.');
}

function checkUnconfirmed({ status }: User): void {
  if (status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${status}`);
}
