import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

const SECURE: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

export const queue = (scope: Construct, id: string, props: QueueProps): Queue =>
  new Queue(scope, id, { ...SECURE, ...props });

/** Holds what failed for good, as long as SQS allows, until a person looks at it and redrives it. */
export function deadLetterQueue(scope: Construct): Queue {
  const deadLetters = queue(scope, 'DeadLetters', { retentionPeriod: Duration.days(14) });
  acknowledge(deadLetters, { 'AwsSolutions-SQS3': 'This is the dead-letter queue.' });
  return deadLetters;
}
