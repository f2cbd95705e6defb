import * as z from 'zod';
import type { Decision } from '../iam/evaluate.ts';
import { matches } from '../iam/wildcards.ts';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());

const Statement = z.object({ Effect: z.enum(['Allow', 'Deny']), Action: oneOrMore, Resource: oneOrMore });

/** What an authorizer must return; anything else is a configuration error, 500. */
export const AuthorizerResult = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Statement: z.union([Statement, z.array(Statement)]).transform(value => [value].flat()),
  }),
  // Objects and lists are refused by API Gateway, not flattened.
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** IAM's evaluation: a matching Deny wins, and what nothing allows is denied. */
export function decide(statements: readonly z.infer<typeof Statement>[], arn: string): Decision {
  const applying = statements.filter(
    ({ Action, Resource }) =>
      Action.some(action => matches(action.toLowerCase(), 'execute-api:invoke')) &&
      Resource.some(resource => matches(resource, arn)),
  );
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicit-deny';
  return applying.length > 0 ? 'allow' : 'implicit-deny';
}
