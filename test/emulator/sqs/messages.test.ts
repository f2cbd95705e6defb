/** Queues and messages, as the AWS SDK sees them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueueServer, startQueues } from './queue-server.ts';

let server: QueueServer;
beforeAll(async () => {
  server = await startQueues();
});
afterAll(() => server.stop());

const send = (QueueUrl: string, MessageBody: string, more = {}) =>
  server.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
async function receive(QueueUrl: string, more = {}) {
  const { Messages = [] } = await server.client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      ...more,
    }),
  );
  return Messages;
}
const bodies = async (QueueUrl: string, more = {}) => (await receive(QueueUrl, more)).map(({ Body }) => Body);

test('a message is received with its body, its attributes and how often it was received, until it is deleted', async () => {
  const queue = await server.make('basic');
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'greeting' } };
  const { MessageId } = await send(queue, 'hello, grüße', { MessageAttributes });
  const [message] = await receive(queue, { MessageAttributeNames: ['All'] });
  expect(message).toMatchObject({
    MessageId,
    Body: 'hello, grüße',
    MessageAttributes,
    Attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
  });
  expect(await bodies(queue)).toEqual([]);
  await server.client.send(
    new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle }),
  );
  server.advance(31);
  expect(await bodies(queue)).toEqual([]);
});

test('one that is not deleted comes again after its visibility timeout, under another handle', async () => {
  const queue = await server.make('again', { VisibilityTimeout: '60' });
  await send(queue, 'again');
  const [first] = await receive(queue);
  server.advance(59);
  expect(await bodies(queue)).toEqual([]);
  server.advance(2);
  const [second] = await receive(queue);
  expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
  // A receiver that is too late deletes nothing.
  await server.client.send(
    new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle }),
  );
  server.advance(61);
  expect(await bodies(queue)).toEqual(['again']);
});

test('its visibility can be changed while it is in flight, and not after', async () => {
  const queue = await server.make('changed');
  await send(queue, 'later');
  const [message] = await receive(queue);
  const change = (VisibilityTimeout: number) =>
    server.client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queue,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout,
      }),
    );
  await change(300);
  server.advance(299);
  expect(await bodies(queue)).toEqual([]);
  await change(0);
  expect(await bodies(queue)).toEqual(['later']);
  await expect(change(10)).rejects.toMatchObject({ name: 'MessageNotInflight' });
});

test('a delayed message is not there yet', async () => {
  const queue = await server.make('delayed');
  await send(queue, 'soon', { DelaySeconds: 5 });
  expect(await bodies(queue)).toEqual([]);
  expect(await server.attributes(queue)).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
  server.advance(6);
  expect(await bodies(queue)).toEqual(['soon']);
});

test('a waiting receiver is given a message when it comes, and when it comes back', async () => {
  const queue = await server.make('waiting', { VisibilityTimeout: '1' });
  const waiting = bodies(queue, { WaitTimeSeconds: 10 });
  await sleep(50);
  await send(queue, 'at last');
  expect(await waiting).toEqual(['at last']);
  const started = Date.now();
  expect(await bodies(queue, { WaitTimeSeconds: 10 })).toEqual(['at last']);
  expect(Date.now() - started).toBeLessThan(5_000);
});

test('a batch is sent and deleted entry by entry', async () => {
  const queue = await server.make('batched');
  const Entries = ['a', 'b', 'c'].map(Id => ({ Id, MessageBody: Id === 'b' ? '' : Id }));
  const sent = await server.client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
  expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(sent.Failed).toMatchObject([{ Id: 'b', SenderFault: true }]);
  const messages = await receive(queue);
  await server.client.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queue,
      Entries: messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle })),
    }),
  );
  expect(await server.attributes(queue)).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '0',
  });
});

test('a message that outlives its retention is gone', async () => {
  const queue = await server.make('short', { MessageRetentionPeriod: '60' });
  await send(queue, 'old');
  server.advance(61);
  expect(await bodies(queue)).toEqual([]);
});

test('queues are listed, found, described, changed and emptied', async () => {
  const QueueUrl = await server.make('described', { VisibilityTimeout: '7' });
  expect(QueueUrl).toBe(`${server.url}/000000000000/described`);
  await send(QueueUrl, 'x');
  expect(await server.client.send(new GetQueueUrlCommand({ QueueName: 'described' }))).toMatchObject({
    QueueUrl,
  });
  const { QueueUrls } = await server.client.send(new ListQueuesCommand({ QueueNamePrefix: 'descr' }));
  expect(QueueUrls).toEqual([QueueUrl]);
  await server.client.send(
    new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '8' } }),
  );
  expect(await server.attributes(QueueUrl)).toMatchObject({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:described',
    ApproximateNumberOfMessages: '1',
    VisibilityTimeout: '8',
    MessageRetentionPeriod: '345600',
  });
  await server.client.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await server.attributes(QueueUrl)).toMatchObject({ ApproximateNumberOfMessages: '0' });
});

test('what is wrong is refused under SQS’s names', async () => {
  const queue = await server.make('strict', { VisibilityTimeout: '7' });
  await expect(server.make('strict', { VisibilityTimeout: '7' })).resolves.toBe(queue);
  const names = async (promise: Promise<unknown>) =>
    expect(promise).rejects.toMatchObject({ name: expect.any(String) });
  const missing = send(`${server.url}/000000000000/missing`, 'x');
  await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist);
  await expect(missing).rejects.toMatchObject({ message: 'The specified queue does not exist.' });
  await expect(server.make('strict', { VisibilityTimeout: '9' })).rejects.toMatchObject({
    name: 'QueueNameExists',
  });
  await names(server.make('a.fifo'));
  await names(server.make('wrong', { VisibilityTimeout: '-1' }));
  await names(server.make('unknown', { Colour: 'red' }));
  await names(send(queue, ''));
  await names(send(queue, '\u0000'));
  await names(send(queue, 'x'.repeat(1_048_577)));
  await expect(
    server.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: 'nonsense' })),
  ).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' });
  const batch = (Entries: { Id: string; MessageBody: string }[]) =>
    server.client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
  const entry = (Id: string, MessageBody = 'x') => ({ Id, MessageBody });
  await expect(batch([])).rejects.toMatchObject({ name: 'EmptyBatchRequest' });
  await expect(batch([entry('a'), entry('a')])).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
  await expect(batch(Array.from({ length: 11 }, (_, i) => entry(`${i}`)))).rejects.toMatchObject({
    name: 'TooManyEntriesInBatchRequest',
  });
  const large = 'x'.repeat(600_000);
  await expect(batch([entry('a', large), entry('b', large)])).rejects.toMatchObject({
    name: 'BatchRequestTooLong',
  });
});

test('after a restart on the same folder the queues and what waits in them are there', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'queues-'));
  const before = await startQueues({ directory });
  const queue = await before.make('kept', { VisibilityTimeout: '5' });
  for (const MessageBody of ['one', 'two', 'three'])
    await before.client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody }));
  const { Messages = [] } = await before.client.send(new ReceiveMessageCommand({ QueueUrl: queue }));
  await before.client.send(
    new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: Messages[0]?.ReceiptHandle }),
  );
  await before.stop();
  const after = await startQueues({ directory });
  const found = await after.client.send(
    new ReceiveMessageCommand({ QueueUrl: `${after.url}/000000000000/kept`, MaxNumberOfMessages: 10 }),
  );
  expect(found.Messages?.map(({ Body }) => Body)).toEqual(['two', 'three']);
  await expect(
    after.client.send(new CreateQueueCommand({ QueueName: 'kept', Attributes: { VisibilityTimeout: '5' } })),
  ).resolves.toHaveProperty('QueueUrl');
  await after.stop();
  await rm(directory, { recursive: true });
});
