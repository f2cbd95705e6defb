/** The password policy, and passwords that Cognito makes up. */
import { randomBytes, randomInt } from 'node:crypto';
import { invalidPassword } from './errors.ts';
import type { PasswordPolicy } from './pool-settings.ts';

/** The symbols Cognito counts, and a space that is neither first nor last. */
const SYMBOL = /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+=]|(?<=.) (?=.)/;

interface Rule {
  readonly asked: (policy: PasswordPolicy) => boolean;
  readonly holds: (password: string, policy: PasswordPolicy) => boolean;
  readonly complaint: string;
}

const RULES: readonly Rule[] = [
  {
    asked: () => true,
    holds: (password, { MinimumLength }) => password.length >= MinimumLength,
    complaint: 'Password not long enough',
  },
  {
    asked: policy => policy.RequireUppercase,
    holds: password => /[A-Z]/.test(password),
    complaint: 'Password must have uppercase characters',
  },
  {
    asked: policy => policy.RequireLowercase,
    holds: password => /[a-z]/.test(password),
    complaint: 'Password must have lowercase characters',
  },
  {
    asked: policy => policy.RequireNumbers,
    holds: password => /[0-9]/.test(password),
    complaint: 'Password must have numeric characters',
  },
  {
    asked: policy => policy.RequireSymbols,
    holds: password => SYMBOL.test(password),
    complaint: 'Password must have symbol characters',
  },
];

/** Cognito words the same refusal in three ways, by operation. */
export type Wording =
  | 'Password did not conform with policy'
  | 'Password did not conform with password policy'
  | 'Password does not conform to policy';

export function checkPolicy(policy: PasswordPolicy, password: string, wording: Wording): void {
  const broken = RULES.find(({ asked, holds }) => asked(policy) && !holds(password, policy));
  if (broken) throw invalidPassword(`${wording}: ${broken.complaint}`);
}

export function generatePassword({ MinimumLength }: PasswordPolicy): string {
  return `${randomBytes(Math.ceil(MinimumLength / 2)).toString('hex')}aA-${randomInt(10)}`;
}
