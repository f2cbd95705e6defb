/** An event source mapping: hands a queue's messages to a function in batches, as Lambda's own pollers do. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Received } from './message.ts';
import { md5, systemAttributes } from './message.ts';
import type { Queue } from './queue.ts';

export interface EventSourceOptions {
  readonly queue: Queue;
  readonly region: string;
  readonly batchSize: number;
  /** How long a batch that has begun waits for more. */
  readonly windowSeconds: number;
  /** How many batches are handled at once. */
  readonly concurrency: number;
  /** Runs the function; what it returns may name the messages that failed (ReportBatchItemFailures). */
  invoke(event: object): Promise<unknown>;
  /** Called for an invocation that failed; its messages come again. */
  report(error: unknown): void;
}

export interface EventSource {
  /** Takes nothing more, and waits for the batches that are being handled. */
  stop(): Promise<void>;
}

/** Lambda's largest synchronous payload, less what an event adds around the bodies. */
const BATCH_BYTES = 5_000_000;
const RECEIVE_MOST = 10;
const POLL_MS = 20_000;
/** After a failure, which may be the queue's own: without it a queue that can't be read would be asked without an end. */
const PAUSE_MS = 100;

export function startEventSource(options: EventSourceOptions): EventSource {
  const { queue, concurrency, invoke, report } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function poll(): Promise<void> {
    while (!signal.aborted) {
      try {
        const batch = await gather(options, signal);
        if (batch.length === 0) continue;
        const failed = failuresIn(await invoke(eventOf(batch, options)), batch);
        for (const { message, receiptHandle } of batch)
          if (!failed.has(message.id)) await queue.delete(receiptHandle);
      } catch (error) {
        // Nothing is deleted: all of them come again after their visibility timeout.
        report(error);
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  const polling = Promise.all(Array.from({ length: concurrency }, poll));
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

async function gather({ queue, batchSize, windowSeconds }: EventSourceOptions, signal: AbortSignal) {
  const batch: Received[] = [];
  let bytes = 0;
  let waitMs = POLL_MS;
  let until = Number.POSITIVE_INFINITY;
  while (batch.length < batchSize && bytes < BATCH_BYTES && waitMs >= 0 && !signal.aborted) {
    const most = Math.min(RECEIVE_MOST, batchSize - batch.length);
    const some = await queue.receive({ most, waitMs, signal });
    if (some.length === 0 && batch.length === 0) break;
    if (batch.length === 0) until = performance.now() + windowSeconds * 1_000;
    batch.push(...some);
    bytes += some.reduce((sum, { message }) => sum + Buffer.byteLength(message.body), 0);
    waitMs = until - performance.now();
    if (waitMs === 0) break;
  }
  return batch;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
const eventOf = (batch: readonly Received[], { queue, region }: EventSourceOptions) => ({
  Records: batch.map(({ message, receiptHandle }) => ({
    messageId: message.id,
    receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(Object.entries(message.attributes).map(asLambdaHas)),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  })),
});

const attribute = z.looseObject({
  DataType: z.string().optional(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

/** Lambda spells the members of a message's attribute in its own way. */
function asLambdaHas([name, value]: [string, unknown]) {
  const { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue } = attribute.parse(value);
  return [name, { stringValue, binaryValue, stringListValues: [], binaryListValues: [], dataType }];
}

const partialFailure = z.object({ batchItemFailures: z.array(z.unknown()) });
const failure = z.object({ itemIdentifier: z.string() });
/** An empty id is no message's. */
const named = (item: unknown): string => failure.safeParse(item).data?.itemIdentifier ?? '';

/** An answer that names a message which was not in the batch, or none at all, fails the whole batch, as on AWS. */
function failuresIn(result: unknown, batch: readonly Received[]): ReadonlySet<string> {
  const { success, data } = partialFailure.safeParse(result);
  if (!success) return new Set();
  const all = new Set(batch.map(({ message }) => message.id));
  const ids = new Set(data.batchItemFailures.map(named));
  return [...ids].every(id => all.has(id)) ? ids : all;
}
