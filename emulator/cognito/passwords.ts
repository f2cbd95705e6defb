/** The password policy, and how passwords are kept. */
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { invalidPassword } from './errors.ts';

// A load test makes thousands of users: the cost is far below what a real pool would take.
const COST: ScryptOptions = { N: 1_024 };

export const MINIMUM_LENGTH = 8;

/** The symbols Cognito counts, and a space that is neither first nor last. */
const SYMBOL = /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+=]|(?<=.) (?=.)/;

const RULES: readonly [holds: (password: string) => boolean, complaint: string][] = [
  [password => password.length >= MINIMUM_LENGTH, 'Password not long enough'],
  [password => /[A-Z]/.test(password), 'Password must have uppercase characters'],
  [password => /[a-z]/.test(password), 'Password must have lowercase characters'],
  [password => /[0-9]/.test(password), 'Password must have numeric characters'],
  [password => SYMBOL.test(password), 'Password must have symbol characters'],
];

/** Cognito words the same refusal in three ways, by operation. */
export type Wording =
  | 'Password did not conform with policy'
  | 'Password did not conform with password policy'
  | 'Password does not conform to policy';

export function checkPolicy(password: string, wording: Wording): void {
  const broken = RULES.find(([holds]) => !holds(password));
  if (broken) throw invalidPassword(`${wording}: ${broken[1]}`);
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64')}:${(await derive(password, salt)).toString('base64')}`;
}

export async function passwordMatches(password: string, kept: string): Promise<boolean> {
  const [salt = '', hash = ''] = kept.split(':');
  const expected = Buffer.from(hash, 'base64');
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64')), expected);
}

export function generatePassword(): string {
  return `${randomBytes(6).toString('hex')}aA-${randomInt(10)}`;
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(password, salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key))),
  );
}
