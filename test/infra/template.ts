/** A synthesized template, read with types. */
import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
export type Resource = z.infer<typeof resource>;

const parsed = z.object({ Resources: z.record(z.string(), resource) });

export const resourcesOf = (template: Template): [logicalId: string, resource: Resource][] =>
  Object.entries(parsed.parse(template.toJSON()).Resources);

export const ofType = (template: Template, type: string): Resource[] =>
  resourcesOf(template).flatMap(([, one]) => (one.Type === type ? [one] : []));

const statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]).transform(action => [action].flat()),
  Resource: z.unknown(),
});
const policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(statement) }),
  Roles: z.tuple([z.object({ Ref: z.string() })]),
});
export type Statement = z.infer<typeof statement>;

const functionProperties = z.object({
  FunctionName: z.string(),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});

/** The policy statements of each function, by its name without the stack's. */
export function statementsByFunction(template: Template, stack: string): Map<string, Statement[]> {
  const byRole = new Map(
    ofType(template, 'AWS::IAM::Policy').map(({ Properties }) => {
      const { PolicyDocument, Roles } = policy.parse(Properties);
      return [Roles[0].Ref, PolicyDocument.Statement];
    }),
  );
  return new Map(
    ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => {
      const { FunctionName, Role } = functionProperties.parse(Properties);
      return [FunctionName.replace(`${stack}-`, ''), byRole.get(Role['Fn::GetAtt'][0]) ?? []];
    }),
  );
}

const environment = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).default({ Variables: {} }),
});

/** The names of a function's environment variables. */
export const variablesOf = ({ Properties }: Resource): string[] =>
  Object.keys(environment.parse(Properties).Environment.Variables);

export const runbook = () => readFileSync('docs/operations.md', 'utf8');
