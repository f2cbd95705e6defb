/** SQS's AWS JSON 1.0 API, without an HTTP server: the gateway has one, shared with the other stand-ins. */
import { type AwsApi, awsAnswer, operationOf, requireSignature } from '../http/aws-json.ts';
import { messageOperations } from './operations/messages.ts';
import type { Context, Operation } from './operations/operation.ts';
import { queueOperations } from './operations/queues.ts';
import { redriveOperations } from './operations/redrive.ts';

/** What `X-Amz-Target` begins with if a request is for SQS. */
export const SQS_TARGET = 'AmazonSQS.';

const operations = new Map<string, Operation>(
  Object.entries({ ...messageOperations, ...queueOperations, ...redriveOperations }),
);

export const sqsApi =
  (context: Omit<Context, 'origin'>): AwsApi =>
  (target, body, caller) =>
    awsAnswer(target, '1.0', async () => {
      const operation = operationOf(operations, SQS_TARGET, target);
      await requireSignature(caller);
      return operation({ ...context, origin: caller.origin }, body);
    });
