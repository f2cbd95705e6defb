/** How a function's asynchronous invocations are retried, and the queue for those that failed for good. */
import type { Queues } from '../sqs/queues.ts';
import type { EventQueueRules } from './event-queue.ts';
import type { LambdaFunction } from './function.ts';
import type { LambdaOptions } from './lambda.ts';
import type { RequireGrant } from './queue-triggers.ts';

export interface AsyncConfig {
  readonly fn: LambdaFunction;
  readonly retries: number | undefined;
  readonly maxAgeSeconds: number | undefined;
  /** The ARN of a queue. If undefined, what failed for good is lost, as on AWS. */
  readonly failuresTo: string | undefined;
}

/** What `localLambda` takes of it. */
export function asyncInvocations(
  configs: readonly AsyncConfig[],
  queues: Queues,
  requireGrant: RequireGrant,
): Pick<LambdaOptions, 'asyncRulesOf' | 'onFailure'> {
  const configOf = ({ handler }: LambdaFunction) => configs.find(({ fn }) => fn.handler === handler);
  return {
    asyncRulesOf(fn): Partial<EventQueueRules> {
      const { retries, maxAgeSeconds } = configOf(fn) ?? {};
      return {
        ...(retries !== undefined && { asyncRetries: retries }),
        ...(maxAgeSeconds !== undefined && { asyncMaxAgeMs: maxAgeSeconds * 1_000 }),
      };
    },
    async onFailure(fn, record) {
      console.error(`${fn.handler}: the asynchronous event ${record.requestContext.requestId} is given up`);
      const { failuresTo } = configOf(fn) ?? {};
      if (failuresTo === undefined) return;
      // Lambda itself sends, with the role of the function.
      requireGrant(fn, 'sqs:SendMessage', failuresTo);
      const queue = queues.ofArn(failuresTo);
      if (!queue)
        throw new Error(`failures of ${fn.handler} go to ${failuresTo}, and there is no such queue`);
      await queue.send(JSON.stringify(record));
    },
  };
}
