/** The attributes a user may be given: Cognito's standard ones. */
import * as z from 'zod';
import { invalidParameter } from './errors.ts';

export const Attributes = z
  .array(z.looseObject({ Name: z.string().min(1).max(32), Value: z.string().max(2048).default('') }))
  .default([]);

const STANDARD = new Set([
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
]);

/** What Cognito writes in lower case, in a pool that does not tell cases apart. */
const FLATTENED = new Set(['email', 'preferred_username']);

export function readAttributes(given: z.infer<typeof Attributes>): Record<string, string> {
  for (const { Name, Value } of given) {
    if (!STANDARD.has(Name))
      throw invalidParameter(
        `Attributes did not conform to the schema: ${Name}: Attribute does not exist in the schema.`,
      );
    if (Name === 'email' && !z.email().safeParse(Value).success)
      throw invalidParameter('Invalid email address format.');
  }
  return Object.fromEntries(
    given.map(({ Name, Value }) => [Name, FLATTENED.has(Name) ? Value.toLowerCase() : Value]),
  );
}
