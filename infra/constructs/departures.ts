import { Duration } from 'aws-cdk-lib';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import { DEPARTURE_QUEUE } from '../../shared/routes.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';
import { deadLetterQueue, queue } from './queue.ts';

/** Connections that dropped out wait in a queue until their users had the time to come back. */
export class Departures extends Construct implements Granter {
  readonly deadLetters: Queue;
  private readonly waiting: Queue;

  constructor(scope: Construct) {
    super(scope, 'Departures');
    this.deadLetters = deadLetterQueue(this);
    this.waiting = queue(this, 'Waiting', {
      visibilityTimeout: Duration.seconds(DEPARTURE_QUEUE.visibilitySeconds),
      retentionPeriod: Duration.days(DEPARTURE_QUEUE.retentionDays),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: DEPARTURE_QUEUE.tries },
    });
  }

  grantTo(fn: HandlerFunction): void {
    const { departures } = fn.spec.permissions;
    if (departures === 'put off') {
      fn.setVariable(ENV.departuresQueue, this.waiting.queueUrl);
      fn.allow(['sqs:SendMessage'], this.waiting.queueArn);
    }
    if (departures === 'tell')
      fn.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], this.waiting.queueArn);
  }

  areToldBy(fn: HandlerFunction): void {
    const mapping = new CfnEventSourceMapping(this, 'Telling', {
      eventSourceArn: this.waiting.queueArn,
      functionName: fn.lambda.functionName,
      batchSize: DEPARTURE_QUEUE.batch.records,
      maximumBatchingWindowInSeconds: DEPARTURE_QUEUE.batch.seconds,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: DEPARTURE_QUEUE.concurrency },
    });
    mapping.node.addDependency(fn.lambda);
  }
}
