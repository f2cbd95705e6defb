/** Whether IAM lets a call through: by the policies of the caller's role, or by what a function says who may invoke it. */
import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import * as z from 'zod';
import type { TemplateFunction } from './functions.ts';
import { PSEUDO } from './intrinsics.ts';
import { functionArn, type Stack } from './stack.ts';

const accountId = PSEUDO['AWS::AccountId'];
const INVOKE = 'lambda:InvokeFunction';

export interface Call {
  /** As IAM names it: `dynamodb:Query`. */
  readonly action: string;
  /** The ARN that it is made on. */
  readonly resource: string;
}

/** The session that Lambda makes of a function's role. */
const callerArn = ({ roleName, handler }: TemplateFunction) =>
  `arn:aws:sts::${accountId}:assumed-role/${roleName}/${handler}`;

/** In AWS's words. */
export const refusalOf = (fn: TemplateFunction, { action, resource }: Call) =>
  `User: ${callerArn(fn)} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

async function isAllowed(simulation: Simulation): Promise<boolean> {
  const outcome = await runSimulation(simulation, {});
  if (outcome.resultType === 'error')
    throw new Error(
      `IAM can't be asked about ${simulation.request.action}: ${JSON.stringify(outcome.errors)}`,
    );
  return outcome.overallResult === 'Allowed';
}

/** Kept, since a function makes the same call again and again, and each takes a millisecond or two to decide. */
const MOST_KEPT = 10_000;

/** Whether the function may make the call. */
export type Allows = (fn: TemplateFunction, call: Call) => Promise<boolean>;

/** By identity: what the function's role allows. */
export function identityPolicies(): Allows {
  const kept = new Map<string, Promise<boolean>>();
  return (fn, { action, resource }) => {
    const key = `${fn.handler} ${action} ${resource}`;
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const decided = isAllowed({
      request: { principal: callerArn(fn), action, resource: { resource, accountId }, contextVariables: {} },
      identityPolicies: [...fn.policies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    });
    kept.set(key, decided);
    return decided;
  };
}

const permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** By resource: which service may invoke the function, in whose name. */
export function invokePermissions(stack: Stack) {
  const permissions = stack.read('AWS::Lambda::Permission', permission);

  function statementsOf({ handler }: TemplateFunction) {
    const arn = functionArn(handler);
    return permissions
      .filter(({ FunctionName }) => FunctionName === arn || FunctionName === handler)
      .map(({ Action, Principal, SourceArn, SourceAccount }) => ({
        Effect: 'Allow',
        Principal: { Service: Principal },
        Action,
        Resource: arn,
        Condition: {
          ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
          ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
        },
      }));
  }

  /** @throws Error that names the function and who was refused */
  return async (fn: TemplateFunction, principal: string, sourceArn: string): Promise<void> => {
    const allowed = await isAllowed({
      request: {
        principal,
        action: INVOKE,
        resource: { resource: functionArn(fn.handler), accountId },
        contextVariables: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountId },
      },
      identityPolicies: [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: { Version: '2012-10-17', Statement: statementsOf(fn) },
    });
    if (!allowed)
      throw new Error(
        `${principal} is not authorized to perform: ${INVOKE} on ${fn.handler} for ${sourceArn}`,
      );
  };
}
