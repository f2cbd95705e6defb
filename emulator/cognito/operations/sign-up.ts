/** Signing oneself up, and proving it with the code that Cognito would have mailed. */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { Attributes, readAttributes } from '../attributes.ts';
import {
  codeMismatch,
  expiredCode,
  invalidParameter,
  notAuthorized,
  userNotFound,
  usernameExists,
} from '../errors.ts';
import { checkPolicy, hashPassword } from '../passwords.ts';
import { newUser, type User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import { clientOperation, OfClient, OfUser, Password, poolOperation, Username } from './operation.ts';

const CODE_LIFETIME_MS = 24 * 60 * 60 * 1_000; // 24 hours

export const signUpOperations = {
  SignUp: clientOperation(
    OfClient.extend({ Username, Password, UserAttributes: Attributes }),
    async (pool, input) => {
      const attributes = readAttributes(input.UserAttributes);
      checkPolicy(input.Password, 'Password did not conform with policy');
      const confirmation = newCode(pool);
      const passwordHash = await hashPassword(input.Password);
      const user = {
        ...newUser({ username: input.Username, attributes, status: 'UNCONFIRMED', passwordHash }, pool.now()),
        confirmation,
      };
      if (!(await pool.users.add(user))) throw usernameExists('User already exists');
      pool.onCode(user.username, confirmation.code);
      return { UserConfirmed: false, UserSub: user.sub, ...delivery(user) };
    },
  ),

  ConfirmSignUp: clientOperation(
    OfClient.extend({ Username, ConfirmationCode: z.string().min(1).max(2048) }),
    async (pool, input) => {
      await checkKnown(pool, input.Username);
      await pool.users.change(input.Username, user => {
        checkUnconfirmed(user);
        if (!user.confirmation || user.confirmation.expiresAt <= pool.now()) throw expiredCode();
        if (user.confirmation.code !== input.ConfirmationCode) throw codeMismatch();
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
    const confirmation = newCode(pool);
    const user = await pool.users.change(input.Username, ({ status }) => {
      if (status !== 'UNCONFIRMED') throw invalidParameter('User is already confirmed.');
      return { confirmation };
    });
    pool.onCode(user.username, confirmation.code);
    return delivery(user);
  }),

  AdminConfirmSignUp: poolOperation(OfUser, async (pool, input) => {
    await pool.users.change(input.Username, user => {
      checkUnconfirmed(user);
      return { status: 'CONFIRMED', confirmation: undefined };
    });
    return {};
  }),
};

function newCode(pool: UserPool) {
  return {
    code: String(randomInt(1_000_000)).padStart(6, '0'),
    expiresAt: pool.now() + CODE_LIFETIME_MS,
  };
}

function delivery({ attributes: { email } }: User): object {
  if (!email) return {};
  const Destination = email.replace(/^(.)[^@]*@(.).*$/, '$1***@$2***');
  return { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination } };
}

/** These operations word it differently from the others. */
async function checkKnown(pool: UserPool, username: string): Promise<void> {
  if (!(await pool.users.find(username))) throw userNotFound('Username/client id combination not found.');
}

function checkUnconfirmed({ status }: User): void {
  if (status !== 'UNCONFIRMED') throw notAuthorized(`User cannot be confirmed. Current status is ${status}`);
}
