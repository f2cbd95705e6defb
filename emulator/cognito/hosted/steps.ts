/** What a person fills in on the way to being signed in, step by step. */
import * as z from 'zod';
import { badCredentials } from '../errors.ts';
import { lostPasswordOperations } from '../operations/lost-passwords.ts';
import { signUpOperations } from '../operations/sign-up.ts';
import { proveSecondFactor, setNewPassword, stepAfterPassword } from '../sign-in.ts';
import type { User } from '../user.ts';
import type { UserPool } from '../user-pool.ts';
import type { Field } from './page.ts';

const NAMES = ['sign-in', 'new-password', 'second-factor', 'sign-up', 'confirm', 'forgot', 'reset'] as const;
export type StepName = (typeof NAMES)[number];

/** Either the user is signed in, or this comes next. */
export type Next =
  | { readonly user: User }
  | {
      readonly step: StepName;
      readonly username?: string;
      readonly session?: string;
      readonly note?: string;
    };

type Filled = Readonly<Record<string, string>>;

interface Step {
  readonly title: string;
  readonly button: string;
  readonly fields: readonly Field[];
  /** @throws AwsError, whose message the person is shown */
  take(pool: UserPool, filled: Filled): Promise<Next>;
}

const NAME: Field = { name: 'username', label: 'User name or email', autocomplete: 'username' };
const PASSWORD: Field = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'current-password',
};
const NEW_PASSWORD: Field = {
  name: 'password',
  label: 'New password',
  type: 'password',
  autocomplete: 'new-password',
};
const CODE: Field = { name: 'code', label: 'Code', autocomplete: 'one-time-code' };

const text = (filled: Filled, name: string) => filled[name] ?? '';

/** The password is right. */
function proved(pool: UserPool, user: User): Next {
  const name = stepAfterPassword(user);
  if (name === undefined) return { user };
  const session = pool.challenges.begin({ name, sub: user.sub });
  const step = name === 'SOFTWARE_TOKEN_MFA' ? 'second-factor' : 'new-password';
  return { step, username: user.username, session };
}

export const STEPS: Readonly<Record<StepName, Step>> = {
  'sign-in': {
    title: 'Sign in',
    button: 'Sign in',
    fields: [NAME, PASSWORD],
    async take(pool, filled) {
      const user = await pool.users.find(text(filled, 'username'));
      if (!user || !pool.passwordMatches(user, text(filled, 'password'))) throw badCredentials();
      if (user.status === 'UNCONFIRMED') return { step: 'confirm', username: user.username };
      return proved(pool, user);
    },
  },
  'new-password': {
    title: 'Choose a password',
    button: 'Go on',
    fields: [NEW_PASSWORD],
    take: async (pool, filled) => proved(pool, await setNewPassword(pool, answerOf(filled))),
  },
  'second-factor': {
    title: 'The code of your authenticator app',
    button: 'Go on',
    fields: [CODE],
    take: async (pool, filled) => ({ user: await proveSecondFactor(pool, answerOf(filled)) }),
  },
  'sign-up': {
    title: 'Sign up',
    button: 'Sign up',
    fields: [
      { ...NAME, label: 'User name' },
      { name: 'email', label: 'Email', type: 'email', autocomplete: 'email' },
      { ...NEW_PASSWORD, label: 'Password' },
    ],
    async take(pool, filled) {
      const username = text(filled, 'username');
      await signUpOperations.SignUp.run(pool, {
        ClientId: pool.clientId,
        Username: username,
        Password: text(filled, 'password'),
        UserAttributes: [{ Name: 'email', Value: text(filled, 'email') }],
      });
      return { step: 'confirm', username };
    },
  },
  confirm: {
    title: 'Confirm your address',
    button: 'Confirm',
    fields: [CODE],
    async take(pool, filled) {
      const given = { ClientId: pool.clientId, Username: text(filled, 'username') };
      await signUpOperations.ConfirmSignUp.run(pool, { ...given, ConfirmationCode: text(filled, 'code') });
      return { step: 'sign-in', note: 'Your address is confirmed. Sign in.' };
    },
  },
  forgot: {
    title: 'Forgot your password?',
    button: 'Send me a code',
    fields: [NAME],
    async take(pool, filled) {
      const username = text(filled, 'username');
      await lostPasswordOperations.ForgotPassword.run(pool, { ClientId: pool.clientId, Username: username });
      return { step: 'reset', username };
    },
  },
  reset: {
    title: 'Set a new password',
    button: 'Set it',
    fields: [CODE, NEW_PASSWORD],
    async take(pool, filled) {
      await lostPasswordOperations.ConfirmForgotPassword.run(pool, {
        ClientId: pool.clientId,
        Username: text(filled, 'username'),
        ConfirmationCode: text(filled, 'code'),
        Password: text(filled, 'password'),
      });
      return { step: 'sign-in', note: 'The password is set. Sign in.' };
    },
  },
};

function answerOf(filled: Filled) {
  return {
    username: text(filled, 'username'),
    session: text(filled, 'session'),
    password: text(filled, 'password'),
    code: text(filled, 'code'),
  };
}

/** What a query or a form names; the first step for anything else. */
export const stepNamed = (name: string | null): StepName => z.enum(NAMES).safeParse(name).data ?? 'sign-in';
