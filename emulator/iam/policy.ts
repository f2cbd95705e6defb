/**
 * The part of IAM's policy language that is known here. The schemas are strict: a policy with anything else in it
 * (`NotAction`, another condition operator, a policy variable) is refused, since to pass over it could allow too much.
 */
import * as z from 'zod';
import { Conditions } from './conditions.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) => z.preprocess(value => [value].flat(), z.array(schema));

const text = z.string().refine(value => !value.includes('${'), 'policy variables are not known here');

const identityStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore(text),
  Resource: oneOrMore(text),
  Condition: Conditions.optional(),
});

/** `*` is short for everyone. */
const principal = z.preprocess(
  value => (value === '*' ? { AWS: '*' } : value),
  z.strictObject({ AWS: oneOrMore(z.literal('*')).optional(), Service: oneOrMore(z.string()).optional() }),
);
const resourceStatement = identityStatement.extend({ Principal: principal });

const document = <T extends z.ZodType>(statement: T) =>
  z.strictObject({
    Version: z.literal('2012-10-17'),
    Id: z.string().optional(),
    Statement: oneOrMore(statement),
  });

export interface Statement extends z.infer<typeof identityStatement> {
  /** Only in the policy of a resource. */
  readonly Principal?: z.infer<typeof principal>;
}

function read(schema: z.ZodType<{ Statement: Statement[] }>, name: string, policy: unknown): Statement[] {
  const parsed = schema.safeParse(policy);
  if (!parsed.success)
    throw new Error(`policy ${name} can't be judged here:\n${z.prettifyError(parsed.error)}`);
  return parsed.data.Statement;
}

/** @throws Error that names the policy and what is not known in it */
export const identityPolicy = (name: string, policy: unknown): Statement[] =>
  read(document(identityStatement), name, policy);

/** @throws Error that names the policy and what is not known in it */
export const resourcePolicy = (name: string, policy: unknown): Statement[] =>
  read(document(resourceStatement), name, policy);
