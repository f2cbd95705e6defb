/** The queues themselves: made, found, described, emptied. */
import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import type { Queue } from '../queue.ts';
import { shownSettings } from '../settings.ts';
import { Anything, OfQueue, operation } from './operation.ts';

const Attributes = z.record(z.string(), z.string()).default({});

const attributesOf = (queue: Queue): Readonly<Record<string, string>> => {
  const { visible, inFlight, delayed } = queue.counts();
  const created = String(Math.floor(queue.createdAt / 1_000));
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    ...shownSettings(queue.settings),
  };
};

export const queueOperations = {
  CreateQueue: operation(
    Anything.extend({ QueueName: z.string(), Attributes }),
    async ({ queues, origin }, { QueueName, Attributes }) => {
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(QueueName))
        throw invalidParameter(
          'A queue name is 1 to 80 letters, digits, - and _; FIFO queues are not served here.',
        );
      await queues.create(QueueName, Attributes);
      return { QueueUrl: queues.urlOf(QueueName, origin) };
    },
  ),

  GetQueueUrl: operation(
    Anything.extend({ QueueName: z.string() }),
    async ({ queues, origin }, { QueueName }) => ({
      QueueUrl: queues.urlOf(queues.get(QueueName).name, origin),
    }),
  ),

  ListQueues: operation(
    Anything.extend({ QueueNamePrefix: z.string().default('') }),
    async ({ queues, origin }, { QueueNamePrefix }) => {
      const names = queues.all().map(({ name }) => name);
      const found = names.filter(name => name.startsWith(QueueNamePrefix));
      return { QueueUrls: found.map(name => queues.urlOf(name, origin)) };
    },
  ),

  GetQueueAttributes: operation(
    OfQueue.extend({ AttributeNames: z.array(z.string()).default([]) }),
    async ({ queues }, { QueueUrl, AttributeNames }) => {
      const all = Object.entries(attributesOf(queues.ofUrl(QueueUrl)));
      const wanted = all.filter(([name]) => AttributeNames.includes('All') || AttributeNames.includes(name));
      return { Attributes: Object.fromEntries(wanted) };
    },
  ),

  SetQueueAttributes: operation(
    OfQueue.extend({ Attributes }),
    async ({ queues }, { QueueUrl, Attributes }) => {
      await queues.change(queues.ofUrl(QueueUrl), Attributes);
      return {};
    },
  ),

  PurgeQueue: operation(OfQueue, async ({ queues }, { QueueUrl }) => {
    await queues.ofUrl(QueueUrl).purge();
    return {};
  }),
};
