import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { COUNTERS, ENV, METRICS_NAMESPACE } from '../../shared/names.ts';
import { WEBHOOK_QUEUE } from '../../shared/routes.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';
import { deadLetterQueue, queue } from './queue.ts';

/** Events for the servers of others. They wait in a queue, so that none of them ever delays a message. */
export class Webhooks extends Construct implements Granter {
  readonly events: Queue;
  readonly deadLetters: Queue;
  /** Events that never reached the queue. */
  readonly lost: Metric;
  private readonly urls: readonly string[];

  constructor(scope: Construct, { name, urls }: { name: string; urls: readonly string[] }) {
    super(scope, 'Webhooks');
    this.urls = urls;
    this.lost = new Metric({
      // A metric from a log can't have a dimension that is not in the log, so the namespace names the deployment.
      namespace: `${METRICS_NAMESPACE}/${name}`,
      metricName: COUNTERS.webhooksLost,
      statistic: 'Sum',
      period: Duration.minutes(1),
      label: COUNTERS.webhooksLost,
    });
    this.deadLetters = deadLetterQueue(this);
    this.events = queue(this, 'Events', {
      visibilityTimeout: Duration.seconds(WEBHOOK_QUEUE.visibilitySeconds),
      retentionPeriod: Duration.days(WEBHOOK_QUEUE.retentionDays),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: WEBHOOK_QUEUE.tries },
    });
  }

  grantTo(fn: HandlerFunction): void {
    const { webhooks } = fn.spec.permissions;
    if (!webhooks) return;
    fn.setVariable(ENV.webhooksQueue, this.events.queueUrl);
    // The function that delivers also sends: it puts back what one endpoint of several did not take.
    fn.allow(['sqs:SendMessage'], this.events.queueArn);
    if (webhooks === 'send') this.countWhatIsLost(fn);
    if (webhooks === 'deliver') {
      fn.setVariable(ENV.webhookUrls, this.urls.join(','));
      fn.allow(
        ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
        this.events.queueArn,
      );
    }
  }

  /** Counts them from the log, so that no sending function needs the library for metrics (decision 22). */
  private countWhatIsLost({ log }: HandlerFunction): void {
    new MetricFilter(log, 'WebhooksLost', {
      logGroup: log,
      filterPattern: FilterPattern.stringValue('$.message.event', '=', 'webhooks lost'),
      metricNamespace: this.lost.namespace,
      metricName: this.lost.metricName,
      metricValue: '$.message.events',
    });
  }

  areDeliveredBy(fn: HandlerFunction): void {
    const mapping = new CfnEventSourceMapping(this, 'Deliveries', {
      eventSourceArn: this.events.queueArn,
      functionName: fn.lambda.functionName,
      batchSize: WEBHOOK_QUEUE.batch.records,
      maximumBatchingWindowInSeconds: WEBHOOK_QUEUE.batch.seconds,
      // So that an event is not sent again to an endpoint that took it, because another one did not.
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: WEBHOOK_QUEUE.concurrency },
    });
    mapping.node.addDependency(fn.lambda);
  }
}
