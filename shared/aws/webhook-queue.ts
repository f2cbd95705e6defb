/** The webhooks' SQS queue: every function puts events in, and what an endpoint did not take goes back. */

import { ChangeMessageVisibilityBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Logger } from '../core/ports.ts';
import type { WebhookRetries, Webhooks } from '../core/webhooks/ports.ts';
import type { WebhookEvent } from '../protocol/index.ts';
import { messageBody, type QueueOptions, queueClient, twice } from './queue-client.ts';
import { spanned, type Tracing } from './tracing.ts';

interface WebhookQueueOptions extends QueueOptions {
  readonly tracing?: Tracing | undefined;
}

/** A sender waits until the events are in the queue, mostly alongside the fan-out: never longer than this. */
const SEND_MS = 500;
/** Deliveries hold up nobody. */
const RETRY_MS = 5_000;
/** After so many failures in a row the queue is left alone for a while, so that not every sender waits in vain. */
const FAILURES = 3;
const PAUSE_MS = 5_000;
/** In one SQS message: it stays far below the largest that SQS takes. */
const EVENTS_PER_MESSAGE = 100;
/** SQS's largest batch. */
const BATCH = 10;

const bodyOf = (content: { events: readonly WebhookEvent[]; to?: string; tries?: number }): string =>
  messageBody(content);

/** By which the delivery goes on with the trace. Nothing if there is none. */
function carriedBy(tracing: Tracing | undefined) {
  const traceparent = tracing?.traceparent();
  if (traceparent === undefined) return {};
  return { MessageAttributes: { traceparent: { DataType: 'String', StringValue: traceparent } } };
}

export function webhookQueue({
  logger,
  now,
  ...options
}: WebhookQueueOptions & { readonly logger: Logger; readonly now: () => number }): Webhooks {
  const client = queueClient(options);
  let failures = 0;
  let pausedUntil = 0;

  async function putNow(events: readonly WebhookEvent[]): Promise<void> {
    if (now() < pausedUntil) return logger.error('webhooks lost', { events: events.length });
    const command = new SendMessageCommand({
      QueueUrl: options.queueUrl,
      MessageBody: bodyOf({ events }),
      ...carriedBy(options.tracing),
    });
    try {
      await twice(SEND_MS, abortSignal => client.send(command, { abortSignal }));
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= FAILURES) pausedUntil = now() + PAUSE_MS;
      logger.error('webhooks lost', { events: events.length, error });
    }
  }

  const put = spanned(options.tracing, 'SQS SendMessage', putNow);

  return {
    async send(events) {
      await Promise.all(chunks(events, EVENTS_PER_MESSAGE).map(put));
    },
  };
}

export function webhookRetries(options: WebhookQueueOptions): WebhookRetries {
  const { queueUrl: QueueUrl } = options;
  const client = queueClient(options);
  return {
    async later(letters) {
      const hide = (some: typeof letters) => {
        const Entries = some.map(({ letter, seconds }, index) => ({
          Id: String(index),
          ReceiptHandle: letter.handle,
          VisibilityTimeout: seconds,
        }));
        const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
        return twice(RETRY_MS, abortSignal => client.send(command, { abortSignal }));
      };
      await Promise.all(chunks(letters, BATCH).map(hide));
    },

    async again(to, events, { tries, seconds: DelaySeconds }) {
      const MessageBody = bodyOf({ events, to, tries });
      const carried = carriedBy(options.tracing);
      const command = new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds, ...carried });
      await twice(RETRY_MS, abortSignal => client.send(command, { abortSignal }));
    },
  };
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
