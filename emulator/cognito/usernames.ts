import { invalidParameter } from './errors.ts';

/** The name of a user that is to be: not one that could be somebody's address, by which users sign in as well. */
export function newUsername(given: string): string {
  if (/^[^@]+@[^@]+$/.test(given))
    throw invalidParameter(
      'Username cannot be of email format, since user pool is configured for email alias.',
    );
  return given.toLowerCase();
}
