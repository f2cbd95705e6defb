/** What the fan-out function gives up for good waits in a queue, and goes back as the runbook says. */

import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { httpPoster } from '../../local/posters.ts';
import { testServer } from '../support/server.ts';

test('a message to a large room whose fan-out fails for good is a dead letter, and is pushed once that goes back', async () => {
  let broken = true;
  let managementUrl = '';
  const poster = () => httpPoster(managementUrl);
  const server = await testServer({
    settings: { DIRECT_LIMIT: '1', PRESENCE_LIMIT: '0', PUMP_LEASE_SECONDS: '1' },
    // As on AWS, a retry comes after the lease of the run that failed has ended.
    rules: { asyncRetryMs: 1_100 },
    container: {
      poster: {
        async post(connectionId, frame) {
          if (broken) throw new Error('the network of this function is gone');
          const own = poster();
          return own.post(connectionId, frame).finally(own.close);
        },
        disconnect: async () => true,
        isConnected: async () => true,
      },
    },
  });
  managementUrl = server.managementUrl;
  const aws = { endpoint: server.httpUrl, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  const [sqs, lambda] = [new SQSClient(aws), new LambdaClient(aws)];
  const QueueUrl = server.sqs.queues['fan-out-dead-letters'] ?? '';
  const [alice, bob] = await server.connectAll(['alice', 'bob'], 'large');
  expect(await alice.ask('sendMessage', { room: 'large', text: 'late' })).toMatchObject({ type: 'ok' });

  const { Messages: [letter] = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
  );
  const body = JSON.parse(letter?.Body ?? '');
  expect(body).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { kind: 'pump', room: 'large', seq: 1 },
    responsePayload: { errorMessage: expect.any(String) },
  });
  expect(bob.messages).toEqual([]);

  broken = false;
  // A person is slower than the lease of the run that failed last; until its end another leaves the room to it.
  await sleep(1_200);
  await lambda.send(
    new InvokeCommand({ FunctionName: 'fanout', InvocationType: 'Event', Payload: letter?.Body ?? '' }),
  );
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: letter?.ReceiptHandle }));
  await bob.until(() => bob.messages.length > 0, 'the message');
  expect(bob.messages).toMatchObject([{ seq: 1, text: 'late' }]);
  sqs.destroy();
  lambda.destroy();
  await server.close();
});
