import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Trigger } from '../../shared/routes.ts';
import type { HandlerFunction } from './handler-function.ts';

interface UserChangesProps {
  readonly userPoolId: string;
  readonly trigger: Trigger & { kind: 'user-changes' };
  readonly fn: HandlerFunction;
}

/**
 * Tells a function of users who were disabled, deleted, signed out or taken out of a group. Cognito itself calls nobody
 * then; CloudTrail, which is on in every account, hands what it records to EventBridge within some minutes.
 */
export class UserChanges extends Construct {
  constructor(scope: Construct, { userPoolId, trigger, fn }: UserChangesProps) {
    super(scope, 'UserChanges');
    new Rule(this, 'Calls', {
      description: `Runs ${fn.spec.handler}`,
      eventPattern: {
        source: ['aws.cognito-idp'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['cognito-idp.amazonaws.com'],
          eventName: [...trigger.calls],
          // A call that was refused changed nothing.
          errorCode: [{ exists: false }],
          // Users call with a token, which does not name the pool. A user of another pool has no connection here.
          $or: [
            { requestParameters: { userPoolId: [userPoolId] } },
            { requestParameters: { userPoolId: [{ exists: false }] } },
          ],
        },
      },
      targets: [new LambdaFunction(fn.lambda)],
    });
  }
}
