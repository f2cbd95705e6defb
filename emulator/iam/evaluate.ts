/** IAM's evaluation: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html. */
import { hold, type RequestContext } from './conditions.ts';
import type { Statement } from './policy.ts';
import { matches, matchesArn } from './wildcards.ts';

export interface AccessRequest {
  /** As in `dynamodb:Query`. */
  readonly action: string;
  /** The ARN that the action is done on. */
  readonly resource: string;
  /** The service that calls, as in `events.amazonaws.com`. Identity policies do not look at it. */
  readonly principal?: string;
  readonly context?: RequestContext;
}

export type Decision = 'allow' | 'implicit-deny' | 'explicit-deny';

function isFor({ Principal }: Statement, principal: string): boolean {
  if (Principal === undefined) return true;
  const { AWS = [], Service = [] } = Principal;
  return Service.includes(principal) || AWS.includes('*');
}

const applies = (statement: Statement, { action, resource, principal = '', context = {} }: AccessRequest) =>
  statement.Action.some(one => matches(one.toLowerCase(), action.toLowerCase())) &&
  statement.Resource.some(one => matchesArn(one, resource)) &&
  isFor(statement, principal) &&
  hold(statement.Condition ?? {}, context);

/** A matching Deny wins, and what nothing allows is denied. */
export function evaluate(statements: readonly Statement[], request: AccessRequest): Decision {
  const applying = statements.filter(statement => applies(statement, request));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'explicit-deny';
  return applying.length > 0 ? 'allow' : 'implicit-deny';
}
