/** What a queue gives up, and how it comes back. */
import {
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type QueueServer, startQueues } from './queue-server.ts';

let server: QueueServer;
let work: string;
let letters: string;
let lettersArn: string;

beforeEach(async () => {
  server = await startQueues();
  letters = await server.make('letters');
  lettersArn = (await server.attributes(letters)).QueueArn ?? '';
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: lettersArn, maxReceiveCount: 2 });
  work = await server.make('work', { RedrivePolicy });
});
afterEach(() => server.stop());

const send = (QueueUrl: string, MessageBody: string) =>
  server.client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
async function receive(QueueUrl: string) {
  const MessageSystemAttributeNames = ['All' as const];
  const { Messages = [] } = await server.client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames }),
  );
  return Messages;
}

async function giveUp(body: string) {
  await send(work, body);
  for (let i = 0; i < 3; i += 1) {
    await receive(work);
    server.advance(31);
  }
}

test('a message received as often as the policy says is a dead letter at its next turn, and names the queue it comes from', async () => {
  await giveUp('poison');
  expect(await receive(letters)).toMatchObject([
    {
      Body: 'poison',
      Attributes: {
        DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:000000000000:work',
        ApproximateReceiveCount: '1',
      },
    },
  ]);
  expect(await server.attributes(work)).toMatchObject({ ApproximateNumberOfMessages: '0' });
});

test('a redrive sends dead letters back to where they came from', async () => {
  await giveUp('poison');
  const { TaskHandle } = await server.client.send(new StartMessageMoveTaskCommand({ SourceArn: lettersArn }));
  expect(await receive(letters)).toEqual([]);
  expect(await receive(work)).toMatchObject([
    { Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } },
  ]);
  const { Results } = await server.client.send(new ListMessageMoveTasksCommand({ SourceArn: lettersArn }));
  expect(Results).toMatchObject([
    {
      TaskHandle,
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 1,
    },
  ]);
});

test('a redrive to another queue takes what was sent there directly, too', async () => {
  await send(letters, 'sent by hand');
  await server.client.send(new StartMessageMoveTaskCommand({ SourceArn: lettersArn }));
  expect(await server.attributes(letters)).toMatchObject({ ApproximateNumberOfMessages: '1' });
  const other = await server.make('other');
  const { QueueArn } = await server.attributes(other);
  await server.client.send(
    new StartMessageMoveTaskCommand({ SourceArn: lettersArn, DestinationArn: QueueArn }),
  );
  expect(await receive(other)).toMatchObject([{ Body: 'sent by hand' }]);
});

test('a queue that nobody gives up to, or that is not there, is not redriven', async () => {
  const { QueueArn } = await server.attributes(work);
  await expect(
    server.client.send(new StartMessageMoveTaskCommand({ SourceArn: QueueArn })),
  ).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  await expect(
    server.client.send(new StartMessageMoveTaskCommand({ SourceArn: `${QueueArn}-2` })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
