/** The queues of this machine: what fan-out gave up, and the webhooks on their way, where there are any. */
import { join } from 'node:path';
import type { HttpService } from '../emulator/http/http-service.ts';
import type { Invoker } from '../emulator/lambda/invoker.ts';
import type { LambdaOptions } from '../emulator/lambda/lambda.ts';
import { LOCAL_REGION } from '../emulator/local-aws.ts';
import type { Report } from '../emulator/report.ts';
import { awsService } from '../emulator/services.ts';
import { SQS_TARGET, sqsApi } from '../emulator/sqs/api.ts';
import { type EventSource, startEventSource } from '../emulator/sqs/event-source.ts';
import { openQueues, type Queues } from '../emulator/sqs/queues.ts';
import { TRIGGERED, WEBHOOK_QUEUE } from '../shared/routes.ts';

export interface WebhookOptions {
  readonly urls: readonly string[];
  /** What a batch waits for more events. */
  readonly windowSeconds?: number;
}

export interface LocalQueuesOptions {
  readonly directory: string | undefined;
  readonly baseUrl: () => string;
  readonly webhooks: WebhookOptions | undefined;
  readonly report: Report;
}

const FAN_OUT_LETTERS = 'fan-out-dead-letters';
const WEBHOOKS = 'webhooks';
const WEBHOOK_LETTERS = 'webhooks-dead-letters';

const DEAD_LETTERS = { MessageRetentionPeriod: '1209600' }; // 14 days

export interface LocalQueues {
  readonly service: HttpService;
  /** Their URLs by name. */
  urls: Queues['urls'];
  /** Where functions hand events to, and where they end; undefined where webhooks are off. */
  webhooks(): { readonly queueUrl: string; readonly urls: readonly string[] } | undefined;
  readonly onFailure: NonNullable<LambdaOptions['onFailure']>;
  /** Feeds the webhooks' function. */
  start(invoker: Invoker): void;
  /** Feeds nobody any more, and lets nobody wait for a message. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function openLocalQueues(options: LocalQueuesOptions): Promise<LocalQueues> {
  const { directory, baseUrl, webhooks, report } = options;
  const queues = await openQueues({
    region: LOCAL_REGION,
    baseUrl,
    ...(directory && { directory: join(directory, 'queues') }),
  });
  await queues.ensure(FAN_OUT_LETTERS, DEAD_LETTERS);
  if (webhooks) {
    const { arn: deadLetterTargetArn } = await queues.ensure(WEBHOOK_LETTERS, DEAD_LETTERS);
    await queues.ensure(WEBHOOKS, {
      VisibilityTimeout: String(WEBHOOK_QUEUE.visibilitySeconds),
      MessageRetentionPeriod: String(WEBHOOK_QUEUE.retentionDays * 86_400),
      RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: WEBHOOK_QUEUE.tries },
    });
  }
  const stopping = new AbortController();
  const sources: EventSource[] = [];

  return {
    service: awsService(SQS_TARGET, sqsApi({ queues, signal: stopping.signal })),
    urls: queues.urls,
    webhooks: () => webhooks && { queueUrl: queues.urlOf(WEBHOOKS), urls: webhooks.urls },

    async onFailure({ handler }, record) {
      console.error(`${handler}: the asynchronous event ${record.requestContext.requestId} is given up`);
      // As on AWS, the others have no destination.
      const kept = TRIGGERED.some(spec => spec.handler === handler && spec.trigger.kind === 'fan-out');
      if (kept) await queues.send(FAN_OUT_LETTERS, JSON.stringify(record));
    },

    start(invoker) {
      const spec = TRIGGERED.find(({ trigger }) => trigger.kind === 'webhooks');
      if (!webhooks || !spec) return;
      const source = startEventSource({
        queue: queues.get(WEBHOOKS),
        region: LOCAL_REGION,
        batchSize: WEBHOOK_QUEUE.batch.records,
        windowSeconds: webhooks.windowSeconds ?? WEBHOOK_QUEUE.batch.seconds,
        concurrency: WEBHOOK_QUEUE.concurrency,
        invoke: event => invoker.invoke(spec, event),
        report: error => report(spec.handler, error),
      });
      sources.push(source);
    },

    async stop() {
      stopping.abort();
      await Promise.all(sources.map(source => source.stop()));
    },

    close: () => queues.close(),
  };
}
