/** The functions as the template deploys them, each with the policies of its role. */
import * as z from 'zod';
import { identityPolicy, type Statement } from '../iam/policy.ts';
import type { Stack } from './stack.ts';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const functionProperties = z.object({
  FunctionName: z.string().optional(),
  Handler: z.string(),
  Code: z.object({ S3Key: z.string() }),
  // Lambda's own defaults.
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), text).default({}) }).default({ Variables: {} }),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  LoggingConfig: z.object({ LogFormat: z.string().default('Text') }).default({ LogFormat: 'Text' }),
});

const policyProperties = z.object({
  PolicyName: z.string(),
  PolicyDocument: z.looseObject({}),
  Roles: z.array(z.string()).default([]),
});

export interface TemplateFunction {
  /** As elsewhere on this machine, a function's name is called its handler. */
  readonly handler: string;
  readonly logicalId: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** The folder that is uploaded. */
  readonly asset: string;
  /** As in `index.handler`: a file in it, and what that exports. */
  readonly module: string;
  readonly exported: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly logFormat: string;
  readonly reserved: number | undefined;
  readonly roleName: string;
  /** Of all policies of its role. */
  readonly statements: readonly Statement[];
}

export function functionsOf(stack: Stack): TemplateFunction[] {
  const policies = stack.read('AWS::IAM::Policy', policyProperties);
  return stack.read('AWS::Lambda::Function', functionProperties).map(properties => {
    const { logicalId, FunctionName, Handler, Code, Role } = properties;
    const [module = '', exported = ''] = Handler.split('.');
    const roleName = Role.slice(Role.indexOf('/') + 1);
    return {
      handler: FunctionName ?? `${stack.name}-${logicalId}`,
      logicalId,
      memoryMb: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      asset: stack.assetOf(Code.S3Key),
      module,
      exported,
      variables: properties.Environment.Variables,
      logFormat: properties.LoggingConfig.LogFormat,
      reserved: properties.ReservedConcurrentExecutions,
      roleName,
      statements: policies
        .filter(({ Roles }) => Roles.includes(roleName))
        .flatMap(({ PolicyName, PolicyDocument }) => identityPolicy(PolicyName, PolicyDocument)),
    };
  });
}

/** Finds a function by its name, its ARN, or the integration URI that API Gateway writes around an ARN. */
export const functionFinder =
  (functions: readonly TemplateFunction[]) =>
  (text: string): TemplateFunction => {
    const [, name = text] = /:function:([^:/]+)/.exec(text) ?? [];
    const found = functions.find(({ handler }) => handler === name);
    if (!found) throw new Error(`the template refers to function ${text}, and has none of that name`);
    return found;
  };

export type FindFunction = ReturnType<typeof functionFinder>;
