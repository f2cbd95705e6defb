/** Messages: sent, received, deleted, hidden for longer or shorter. */
import * as z from 'zod';
import { batchTooLong, invalidParameter } from '../errors.ts';
import { type Message, md5, sizeOf, systemAttributes } from '../message.ts';
import type { Queue } from '../queue.ts';
import { eachEntry, OfQueue, operation } from './operation.ts';

const BATCH_BYTES = 1_048_576;

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
const Handle = z.looseObject({ ReceiptHandle: z.string().min(1) });
const Hidden = Handle.extend({ VisibilityTimeout: z.int().min(0).max(43_200) });
const Sending = z.looseObject({
  MessageBody: z.string(),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: z.record(z.string(), z.unknown()).default({}),
});
const Names = z.array(z.string()).default([]);

const entries = <T extends z.ZodType>(Entry: T) => OfQueue.extend({ Entries: z.array(Entry).default([]) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html: `#x9 | #xA | #xD | #x20 to …` */
const ALLOWED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

async function send(queue: Queue, { MessageBody, DelaySeconds, MessageAttributes }: z.infer<typeof Sending>) {
  if (!ALLOWED.test(MessageBody)) throw invalidParameter('Invalid characters in the message body.');
  const { id } = await queue.send(MessageBody, { attributes: MessageAttributes, delaySeconds: DelaySeconds });
  return { MessageId: id, MD5OfMessageBody: md5(MessageBody) };
}

const only = (all: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name)));

function shown(message: Message, system: readonly string[], own: readonly string[]) {
  const Attributes = only(systemAttributes(message), system);
  const MessageAttributes = only(message.attributes, own);
  return {
    MessageId: message.id,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...(Object.keys(MessageAttributes).length > 0 && { MessageAttributes }),
  };
}

export const messageOperations = {
  SendMessage: operation(OfQueue.extend(Sending.shape), ({ queues }, input) =>
    send(queues.ofUrl(input.QueueUrl), input),
  ),

  SendMessageBatch: operation(entries(Sending.extend({ Id })), async ({ queues }, { QueueUrl, Entries }) => {
    const queue = queues.ofUrl(QueueUrl);
    const bytes = Entries.reduce((sum, entry) => sum + sizeOf(entry.MessageBody, entry.MessageAttributes), 0);
    if (bytes > BATCH_BYTES) throw batchTooLong(bytes);
    return eachEntry(Entries, entry => send(queue, entry));
  }),

  ReceiveMessage: operation(
    OfQueue.extend({
      MaxNumberOfMessages: z.int().min(1).max(10).default(1),
      VisibilityTimeout: z.int().min(0).max(43_200).optional(),
      WaitTimeSeconds: z.int().min(0).max(20).optional(),
      AttributeNames: Names,
      MessageSystemAttributeNames: Names,
      MessageAttributeNames: Names,
    }),
    async ({ queues, signal }, input) => {
      const queue = queues.ofUrl(input.QueueUrl);
      const found = await queue.receive({
        most: input.MaxNumberOfMessages,
        visibilitySeconds: input.VisibilityTimeout,
        waitMs: (input.WaitTimeSeconds ?? queue.settings.ReceiveMessageWaitTimeSeconds) * 1_000,
        signal,
      });
      const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
      const Messages = found.map(({ message, receiptHandle }) => ({
        ReceiptHandle: receiptHandle,
        ...shown(message, system, input.MessageAttributeNames),
      }));
      return Messages.length > 0 ? { Messages } : {};
    },
  ),

  DeleteMessage: operation(OfQueue.extend(Handle.shape), async ({ queues }, { QueueUrl, ReceiptHandle }) => {
    await queues.ofUrl(QueueUrl).delete(ReceiptHandle);
    return {};
  }),

  DeleteMessageBatch: operation(entries(Handle.extend({ Id })), ({ queues }, { QueueUrl, Entries }) => {
    const queue = queues.ofUrl(QueueUrl);
    return eachEntry(Entries, async ({ ReceiptHandle }) => {
      await queue.delete(ReceiptHandle);
      return {};
    });
  }),

  ChangeMessageVisibility: operation(OfQueue.extend(Hidden.shape), async ({ queues }, input) => {
    await queues.ofUrl(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
    return {};
  }),

  ChangeMessageVisibilityBatch: operation(
    entries(Hidden.extend({ Id })),
    ({ queues }, { QueueUrl, Entries }) => {
      const queue = queues.ofUrl(QueueUrl);
      return eachEntry(Entries, async ({ ReceiptHandle, VisibilityTimeout }) => {
        await queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
        return {};
      });
    },
  ),
};
