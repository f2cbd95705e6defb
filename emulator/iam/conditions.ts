/** The condition operators that are known here. A key that the request does not have fulfils none of them. */
import * as z from 'zod';
import { matches, matchesArn } from './wildcards.ts';

const equals = (wanted: string, given: string): boolean => wanted === given;

const OPERATORS = {
  StringEquals: equals,
  StringLike: matches,
  // For IAM these two are the same.
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (wanted: string, given: string) => wanted.toLowerCase() === given.toLowerCase(),
} as const;

const values = z.preprocess(
  value => [value].flat(),
  z.array(z.union([z.string(), z.boolean()]).transform(String)),
);
const tests = z.record(z.string(), values);

/** Strict: an operator that is not known must not be ignored. */
export const Conditions = z
  .strictObject({ StringEquals: tests, StringLike: tests, ArnEquals: tests, ArnLike: tests, Bool: tests })
  .partial();
export type Conditions = z.infer<typeof Conditions>;

/** What is known of a request, by condition key: `aws:SourceArn` and the like. */
export type RequestContext = Readonly<Record<string, string>>;

/** All operators and all keys must hold; of several values of one key, one is enough. */
export function hold(conditions: Conditions, context: RequestContext): boolean {
  // The names of condition keys are not case-sensitive.
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return (Object.keys(OPERATORS) as (keyof typeof OPERATORS)[]).every(operator =>
    Object.entries(conditions[operator] ?? {}).every(([key, wanted]) => {
      const value = given.get(key.toLowerCase());
      return value !== undefined && wanted.some(one => OPERATORS[operator](one, value));
    }),
  );
}
