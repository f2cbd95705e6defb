import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';
import { deadLetterQueue } from './queue.ts';

/** Long enough for two retries. Later they are of no use: clients have fetched what they missed from the log. */
const OLDEST_SECONDS = 600;

/** Large rooms: a function invoked asynchronously, and where its failed invocations go. */
export class FanOut extends Construct implements Granter {
  readonly deadLetters: Queue;
  private readonly functionName: string;

  constructor(scope: Construct, { functionName }: { functionName: string }) {
    super(scope, 'FanOut');
    this.functionName = functionName;
    this.deadLetters = deadLetterQueue(this);
  }

  grantTo(fn: HandlerFunction): void {
    if (!fn.spec.permissions.fanOut) return;
    fn.setVariable(ENV.fanOutFunction, this.functionName);
    // By name: it invokes itself too, for its workers, and a role can't wait for the function that waits for the role.
    const arn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: this.functionName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    fn.allow(['lambda:InvokeFunction'], arn);
  }

  /** CDK's own destination would allow more than sending. */
  runs(fn: HandlerFunction): void {
    fn.allow(['sqs:SendMessage'], this.deadLetters.queueArn);
    const config = new CfnEventInvokeConfig(this, 'Retries', {
      functionName: fn.lambda.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: OLDEST_SECONDS,
      destinationConfig: { onFailure: { destination: this.deadLetters.queueArn } },
    });
    config.node.addDependency(fn.lambda);
  }
}
