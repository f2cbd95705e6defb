/** Whether IAM lets a call through: by the policies of a function's role, or by the function's own policy. */
import * as z from 'zod';
import { ACCOUNT_ID, functionArn } from '../arns.ts';
import { evaluate } from '../iam/evaluate.ts';
import { resourcePolicy } from '../iam/policy.ts';
import type { TemplateFunction } from './functions.ts';
import type { Stack } from './stack.ts';

const INVOKE = 'lambda:InvokeFunction';

export interface Call {
  /** As IAM names it: `dynamodb:Query`. */
  readonly action: string;
  /** The ARN that it is made on. */
  readonly resource: string;
}

/** The session that Lambda makes of a function's role. */
const callerArn = ({ roleName, handler }: TemplateFunction) =>
  `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${roleName}/${handler}`;

/** In AWS's words. */
export const refusalOf = (fn: TemplateFunction, { action, resource }: Call) =>
  `User: ${callerArn(fn)} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;

/** Whether the function may make the call. */
export type Allows = (fn: TemplateFunction, call: Call) => boolean;

/** By identity: what the policies of the function's role allow. */
export const roleAllows: Allows = ({ statements }, call) => evaluate(statements, call) === 'allow';

const permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** By resource: which service may invoke the function, and in the name of which resource. */
export function invokePermissions(stack: Stack) {
  const permissions = stack.read('AWS::Lambda::Permission', permission);

  function statementsOf({ handler }: TemplateFunction) {
    const arn = functionArn(handler);
    const own = permissions.filter(({ FunctionName }) => FunctionName === arn || FunctionName === handler);
    const Statement = own.map(({ Action, Principal, SourceArn, SourceAccount }) => ({
      Effect: 'Allow',
      Principal: { Service: Principal },
      Action,
      Resource: arn,
      Condition: {
        ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      },
    }));
    return resourcePolicy(handler, { Version: '2012-10-17', Statement });
  }

  /** @throws Error that names the function and the service that was refused */
  return (fn: TemplateFunction, principal: string, sourceArn: string): void => {
    const decision = evaluate(statementsOf(fn), {
      action: INVOKE,
      resource: functionArn(fn.handler),
      principal,
      context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': ACCOUNT_ID },
    });
    if (decision !== 'allow')
      throw new Error(
        `${principal} is not authorized to perform: ${INVOKE} on ${fn.handler} for ${sourceArn}`,
      );
  };
}
