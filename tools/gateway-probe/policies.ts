/** What the probe's authorizer returns, by the name that a query string gives. */

const policy = (
  ...statements: readonly (readonly [effect: string, resource: string, action?: string])[]
) => ({
  principalId: 'alice',
  policyDocument: {
    Version: '2012-10-17',
    Statement: statements.map(([Effect, Resource, Action = 'execute-api:Invoke']) => ({
      Effect,
      Action,
      Resource,
    })),
  },
});

/** @throws as an authorizer does that turns a client away, or that is broken */
export function policyFor(
  name: string,
  arn: string,
  context: Readonly<Record<string, string | number | boolean>>,
): unknown {
  switch (name) {
    case 'unauthorized':
      throw new Error('Unauthorized');
    case 'throw':
      throw new Error('boom');
    case 'nothing':
      return undefined;
    case 'deny':
      return policy(['Deny', '*']);
    case 'elsewhere':
      return policy(['Allow', 'arn:aws:execute-api:us-east-1:*:other/*']);
    case 'no statement':
      return policy();
    case 'both':
      return policy(['Allow', arn, 'execute-api:*'], ['Deny', arn]);
    case 'pattern':
      return { ...policy(['Allow', arn.replace(/:\d{12}:/, ':*:')]), context };
    case 'nobody':
      return { ...policy(['Allow', '*']), principalId: undefined };
    case 'perhaps':
      return policy(['Perhaps', '*']);
    case 'list in context':
      return { ...policy(['Allow', '*']), context: { groups: ['admins'] } };
    case 'too much':
      return { ...policy(['Allow', '*']), context: { much: 'x'.repeat(8_192) } };
    default:
      return { ...policy(['Allow', '*']), context };
  }
}
