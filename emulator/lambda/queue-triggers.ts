/** Feeds functions from queues, with the role of each function: Lambda polls in its name. */
import { LOCAL_REGION } from '../local-aws.ts';
import type { Report } from '../report.ts';
import { type EventSource, startEventSource } from '../sqs/event-source.ts';
import type { Queues } from '../sqs/queues.ts';
import type { LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';

export interface QueueTrigger {
  readonly fn: LambdaFunction;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly concurrency: number;
}

/** @throws Error unless the role of the function allows the action */
export type RequireGrant = (fn: LambdaFunction, action: string, resource: string) => void;

const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

export interface QueueTriggerDeps {
  readonly queues: Queues;
  readonly invoker: Invoker;
  readonly requireGrant: RequireGrant;
  readonly report: Report;
}

export function startQueueTriggers(
  triggers: readonly QueueTrigger[],
  { queues, invoker, requireGrant, report }: QueueTriggerDeps,
): EventSource[] {
  return triggers.map(({ fn, queueArn, ...batching }) => {
    for (const action of POLLING) requireGrant(fn, action, queueArn);
    const queue = queues.ofArn(queueArn);
    if (!queue) throw new Error(`${fn.handler} is fed by ${queueArn}, and there is no such queue`);
    return startEventSource({
      queue,
      region: LOCAL_REGION,
      ...batching,
      invoke: event => invoker.invoke(fn, event),
      report: error => report(fn.handler, error),
    });
  });
}
