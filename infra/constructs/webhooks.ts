import { Duration } from 'aws-cdk-lib';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV } from '../../shared/names.ts';
import type { HandlerFunction, Touchable } from './handler-function.ts';
import { deadLetterQueue, queue } from './queue.ts';

/** What a batch waits for, whichever comes first. */
const BATCH = { events: 100, seconds: 2 };
const TRIES = 8;
/** AWS asks for six times the function's own time, so that a slow batch is not given out twice. */
const VISIBILITY = 6;
const LONGEST_FUNCTION_SECONDS = 60;

/** Events on their way to other people's servers: a queue, so that none of them ever delays a message. */
export class Webhooks extends Construct implements Touchable {
  readonly events: Queue;
  readonly deadLetters: Queue;
  private readonly urls: readonly string[];

  constructor(scope: Construct, { urls }: { urls: readonly string[] }) {
    super(scope, 'Webhooks');
    this.urls = urls;
    this.deadLetters = deadLetterQueue(this);
    this.events = queue(this, 'Events', {
      visibilityTimeout: Duration.seconds(VISIBILITY * LONGEST_FUNCTION_SECONDS),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: TRIES },
    });
  }

  serve(fn: HandlerFunction): void {
    const { webhooks } = fn.spec.touches;
    if (webhooks === 'send') {
      fn.tell(ENV.webhooksQueue, this.events.queueUrl);
      fn.allow(['sqs:SendMessage'], this.events.queueArn);
    }
    if (webhooks === 'deliver') {
      fn.tell(ENV.webhookUrls, this.urls.join(','));
      fn.allow(
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
        this.events.queueArn,
      );
    }
  }

  areDeliveredBy(fn: HandlerFunction): void {
    const mapping = new CfnEventSourceMapping(this, 'Deliveries', {
      eventSourceArn: this.events.queueArn,
      functionName: fn.lambda.functionName,
      batchSize: BATCH.events,
      maximumBatchingWindowInSeconds: BATCH.seconds,
      // An event that an endpoint took is not sent again because another endpoint did not.
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: 5 },
    });
    mapping.node.addDependency(fn.lambda);
  }
}
