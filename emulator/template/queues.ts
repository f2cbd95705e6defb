/** The queues as the template makes them, whom they feed, and where failed asynchronous invocations go. */
import * as z from 'zod';
import type { FailureRecord } from '../lambda/event-queue.ts';
import type { Invoker } from '../lambda/invoker.ts';
import { LOCAL_REGION } from '../local-aws.ts';
import { type EventSource, startEventSource } from '../sqs/event-source.ts';
import type { Queues } from '../sqs/queues.ts';
import type { TemplateFunction } from './functions.ts';
import { type Allows, type Call, refusalOf } from './iam.ts';
import { queueArn, type Stack } from './stack.ts';
import type { AsyncConfig, QueueTrigger } from './triggers.ts';

const queueProperties = z
  .object({
    VisibilityTimeout: z.coerce.number(),
    DelaySeconds: z.coerce.number(),
    MessageRetentionPeriod: z.coerce.number(),
    MaximumMessageSize: z.coerce.number(),
    ReceiveMessageWaitTimeSeconds: z.coerce.number(),
    RedrivePolicy: z.unknown(),
  })
  .partial();

const nameOf = (arn: string) => arn.slice(queueArn('').length);

export async function makeQueues(stack: Stack, queues: Queues): Promise<void> {
  for (const { logicalId, ...attributes } of stack.read('AWS::SQS::Queue', queueProperties))
    await queues.ensure(nameOf(stack.arnOf(logicalId)), attributes);
}

/** Lambda itself sends, and polls, with the role of the function. */
async function requireGrant(allows: Allows, fn: TemplateFunction, call: Call): Promise<void> {
  if (!(await allows(fn, call))) throw new Error(refusalOf(fn, call));
}

export function failureDestinations(configs: readonly AsyncConfig[], queues: Queues, allows: Allows) {
  return async ({ handler }: { readonly handler: string }, record: FailureRecord): Promise<void> => {
    const config = configs.find(({ fn }) => fn.handler === handler);
    if (config?.failuresTo === undefined)
      throw new Error(`${handler} gave an event up, and has no failure destination`);
    await requireGrant(allows, config.fn, { action: 'sqs:SendMessage', resource: config.failuresTo });
    await queues.send(nameOf(config.failuresTo), JSON.stringify(record));
  };
}

const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

export async function startQueueTriggers(
  triggers: readonly QueueTrigger[],
  deps: {
    queues: Queues;
    invoker: Invoker;
    allows: Allows;
    report(functionName: string, error: unknown): void;
  },
): Promise<EventSource[]> {
  const { queues, invoker, allows, report } = deps;
  return Promise.all(
    triggers.map(async ({ fn, queueArn: resource, batchSize, windowSeconds, concurrency }) => {
      for (const action of POLLING) await requireGrant(allows, fn, { action, resource });
      return startEventSource({
        queue: queues.get(nameOf(resource)),
        region: LOCAL_REGION,
        batchSize,
        windowSeconds,
        concurrency,
        invoke: event => invoker.invoke(fn, event),
        report: error => report(fn.handler, error),
      });
    }),
  );
}
