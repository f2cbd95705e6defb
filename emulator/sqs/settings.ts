/** What a queue may be told, by SQS's own attribute names; on the wire every value is text. */
import * as z from 'zod';
import { invalidParameter } from './errors.ts';

const between = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

const RedrivePolicy = z.preprocess(
  value => (typeof value === 'string' ? JSON.parse(value) : value),
  z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: between(1, 1_000) }),
);

export const QueueSettings = z.object({
  VisibilityTimeout: between(0, 43_200).default(30), // up to 12 hours
  DelaySeconds: between(0, 900).default(0),
  MessageRetentionPeriod: between(60, 1_209_600).default(345_600), // 4 of up to 14 days
  MaximumMessageSize: between(1_024, 1_048_576).default(1_048_576),
  ReceiveMessageWaitTimeSeconds: between(0, 20).default(0),
  RedrivePolicy: RedrivePolicy.optional(),
});
export type QueueSettings = z.infer<typeof QueueSettings>;

/** What is changed, over what was there; an empty RedrivePolicy takes it away. */
export function readSettings(
  given: Readonly<Record<string, unknown>>,
  before: Partial<QueueSettings> = {},
): QueueSettings {
  const changed = { ...before, ...given };
  if (given.RedrivePolicy === '') delete changed.RedrivePolicy;
  try {
    return QueueSettings.strict().parse(changed);
  } catch {
    throw invalidParameter('Invalid value for a queue attribute.');
  }
}

export const shownSettings = ({ RedrivePolicy: redrive, ...numbers }: QueueSettings) => ({
  ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
  ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }),
});
