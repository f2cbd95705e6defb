/** The queues as the template makes them. */
import * as z from 'zod';
import { queueArn } from '../arns.ts';
import type { NewQueue } from '../sqs/queues.ts';
import type { Stack } from './stack.ts';

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

export const queuesOf = (stack: Stack): NewQueue[] =>
  stack.read('AWS::SQS::Queue', queueProperties).map(({ logicalId, ...attributes }) => ({
    name: stack.arnOf(logicalId).slice(queueArn('').length),
    attributes,
  }));
