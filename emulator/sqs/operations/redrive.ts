/** Dead letters, sent back to where they came from or to another queue. Done when the call returns, unlike on AWS. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { noResource, unsupported } from '../errors.ts';
import type { Queue } from '../queue.ts';
import type { Queues } from '../queues.ts';
import { Anything, operation } from './operation.ts';

interface Move {
  readonly TaskHandle: string;
  readonly Status: 'COMPLETED';
  readonly SourceArn: string;
  readonly DestinationArn: string | undefined;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly StartedTimestamp: number;
}

/** The moves out of a queue, newest first; forgotten with the process. */
const moves = new WeakMap<Queue, Move[]>();

function source(queues: Queues, arn: string): Queue {
  const queue = queues.ofArn(arn);
  if (!queue) throw noResource();
  return queue;
}

const givesUpTo =
  (arn: string) =>
  ({ settings }: Queue): boolean =>
    settings.RedrivePolicy?.deadLetterTargetArn === arn;

export const redriveOperations = {
  StartMessageMoveTask: operation(
    Anything.extend({ SourceArn: z.string(), DestinationArn: z.string().optional() }),
    async ({ queues }, { SourceArn, DestinationArn }) => {
      const from = source(queues, SourceArn);
      if (!DestinationArn && !queues.all().some(givesUpTo(SourceArn)))
        throw unsupported('Source queue must be configured as a Dead Letter Queue.');
      if (DestinationArn) source(queues, DestinationArn);
      const { seen, moved } = await from.moveVisible(({ deadLetterOf = '' }) =>
        queues.ofArn(DestinationArn ?? deadLetterOf),
      );
      const TaskHandle = randomUUID();
      const done: Move = {
        TaskHandle,
        Status: 'COMPLETED',
        SourceArn,
        DestinationArn,
        ApproximateNumberOfMessagesToMove: seen,
        ApproximateNumberOfMessagesMoved: moved,
        StartedTimestamp: queues.now(),
      };
      moves.set(from, [done, ...(moves.get(from) ?? [])].slice(0, 10));
      return { TaskHandle };
    },
  ),

  ListMessageMoveTasks: operation(
    Anything.extend({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).default(1) }),
    async ({ queues }, { SourceArn, MaxResults }) => ({
      Results: (moves.get(source(queues, SourceArn)) ?? []).slice(0, MaxResults),
    }),
  ),
};
