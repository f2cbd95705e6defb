/** A message as it lies in a queue, and as its receiver sees it. */
import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { invalidHandle } from './errors.ts';

export const Message = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.unknown()),
  sentAt: z.number(),
  /** Not received before. */
  visibleAt: z.number(),
  receives: z.number(),
  firstReceivedAt: z.number().optional(),
  /** The queue that gave it up. */
  deadLetterOf: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

/** Names the message and which of its receptions this is: a later one makes an earlier handle worthless. */
export interface Received {
  readonly message: Message;
  readonly receiptHandle: string;
}

export const newMessage = (
  body: string,
  attributes: Message['attributes'],
  now: number,
  visibleAt: number,
): Message => ({
  id: randomUUID(),
  body,
  attributes,
  sentAt: now,
  visibleAt,
  receives: 0,
});

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Bytes as SQS counts them: the body, and every name, type and value of an attribute. */
export const sizeOf = (body: string, attributes: Message['attributes'] = {}): number =>
  Buffer.byteLength(body) +
  (Object.keys(attributes).length > 0 ? Buffer.byteLength(JSON.stringify(attributes)) : 0);

export const received = (message: Message): Received => ({
  message,
  receiptHandle: Buffer.from(`${message.id} ${message.receives}`).toString('base64url'),
});

export function readHandle(receiptHandle: string): { readonly id: string; readonly receives: number } {
  const [id, receives] = Buffer.from(receiptHandle, 'base64url').toString().split(' ');
  if (!id || !receives || !/^\d+$/.test(receives))
    throw invalidHandle(`The input receipt handle "${receiptHandle}" is not a valid receipt handle.`);
  return { id, receives: Number(receives) };
}

/** What SQS itself knows of a message; all of it is text. */
export const systemAttributes = ({ sentAt, receives, firstReceivedAt, deadLetterOf }: Message) => ({
  SenderId: '000000000000',
  SentTimestamp: String(sentAt),
  ApproximateReceiveCount: String(receives),
  ApproximateFirstReceiveTimestamp: String(firstReceivedAt ?? sentAt),
  ...(deadLetterOf !== undefined && { DeadLetterQueueSourceArn: deadLetterOf }),
});
