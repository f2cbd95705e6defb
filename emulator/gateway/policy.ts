import * as z from 'zod';

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

type PolicyStatement = z.infer<typeof Statement>;

/** IAM's wildcards: `*` any characters, `?` one. */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
}

/** IAM's evaluation: a matching Deny wins, and what nothing allows is denied. */
export function decide(
  statements: readonly PolicyStatement[],
  arn: string,
): 'allow' | 'deny' | 'explicit-deny' {
  const applying = statements.filter(
    ({ Action, Resource }) =>
      Action.some(action => matches(action.toLowerCase(), 'execute-api:invoke')) &&
      Resource.some(resource => matches(resource, arn)),
  );
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicit-deny';
  return applying.length > 0 ? 'allow' : 'deny';
}
