/** How webhooks are delivered: signed, to each endpoint on its own, until it takes them, and never at a message's cost. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test, vi } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import type { Secret } from '../../shared/core/secret.ts';
import { type Delivery, type Receiver, startReceiver } from '../support/receiver.ts';
import { type TestServer, type TestServerOptions, testServer } from '../support/server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function receive(): Promise<Receiver> {
  const receiver = await startReceiver();
  closing.push(() => receiver.stop());
  return receiver;
}

async function serve(options: TestServerOptions): Promise<TestServer> {
  const server = await testServer(options);
  closing.push(() => server.close());
  return server;
}

const to = (...receivers: readonly Receiver[]) => ({
  webhooks: { urls: receivers.map(({ url }) => url), windowSeconds: 0.1 },
});

const sqs = ({ sqs: { endpoint } }: TestServer) =>
  new SQSClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });

async function say(server: TestServer, ...texts: readonly string[]) {
  const [alice] = await server.connectAll(['alice'], 'room');
  for (const text of texts) await alice.ask('sendMessage', { room: 'room', text });
  return alice;
}

async function secretOf({ secretsManager: { endpoint, secretId } }: TestServer): Promise<Secret> {
  const client = new SecretsManagerClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  client.destroy();
  return JSON.parse(SecretString);
}

const idsOf = (receiver: Receiver) =>
  receiver
    .taken()
    .map(({ id }) => id)
    .sort();

/** The very lines that the documentation tells receivers to write. */
async function documentedVerify(): Promise<(headers: object, body: string, key: string) => boolean> {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync('docs/webhooks.md', 'utf8')) ?? [];
  const { verify } = await import(`data:text/javascript,${encodeURIComponent(code ?? '')}`);
  return verify;
}

test('a request is signed: the documented receiver and the Standard Webhooks library take it, and nothing forged', async () => {
  const receiver = await receive();
  const server = await serve(to(receiver));
  await say(server, 'signed, grüße \u{1F600}');
  await receiver.events(1, 'message.sent');
  const { webhookKey: key } = await secretOf(server);
  expect(server.webhooks?.key).toBe(key);
  const verify = await documentedVerify();
  const library = new Webhook(key);
  for (const { headers, body } of receiver.deliveries) {
    expect(verify(headers, body, key)).toBe(true);
    expect(() => library.verify(body, headers)).not.toThrow();
  }
  const [{ headers, body }] = receiver.deliveries as [Delivery];
  const stale = String(Number(headers['webhook-timestamp']) - 301);
  const old = { ...headers, 'webhook-timestamp': stale };
  const resigned = {
    ...old,
    'webhook-signature': library.sign(headers['webhook-id'] ?? '', new Date(Number(stale) * 1000), body),
  };
  const forged: [object, string, string][] = [
    [headers, `${body} `, key],
    [headers, body, `whsec_${Buffer.alloc(32).toString('base64')}`],
    [{ ...headers, 'webhook-id': 'msg_other' }, body, key],
    [old, body, key],
    [resigned, body, key],
    [{ ...headers, 'webhook-signature': 'v1,' }, body, key],
    [{}, body, key],
  ];
  for (const [index, attempt] of forged.entries()) expect(verify(...attempt), `forgery ${index}`).toBe(false);
});

test('an endpoint that is down for a while gets everything once it is back; the other gets it once', async () => {
  const [up, down] = [await receive(), await receive()];
  down.answer(503);
  const server = await serve({ ...to(up, down), settings: { WEBHOOK_RETRY_SECONDS: '1' } });
  await say(server, 'one', 'two', 'three');
  await up.events(3, 'message.sent');
  const firstTries = down.deliveries.length;
  expect(firstTries).toBeGreaterThan(0);
  await expect.poll(() => down.deliveries.length, { timeout: 20_000 }).toBeGreaterThan(firstTries);
  down.answer(200);
  await down.events(3, 'message.sent');
  await expect.poll(() => idsOf(down), { timeout: 20_000 }).toEqual(idsOf(up));
  expect(new Set(idsOf(up)).size, 'nothing came twice').toBe(idsOf(up).length);
  expect(up.deliveries.every(({ status }) => status === 200)).toBe(true);
});

test('the waits of one of two endpoints grow from its first failure on: no step comes twice', async () => {
  const [up, down] = [await receive(), await receive()];
  down.answer(503);
  const server = await serve({ ...to(up, down), settings: { WEBHOOK_RETRY_SECONDS: '1' } });
  await say(server, 'one');
  const tries = () => down.deliveries.filter(({ body }) => body.includes('message.sent/'));
  await expect.poll(() => tries().length, { timeout: 20_000 }).toBe(3);
  const [first = 0, second = 0, third = 0] = tries().map(({ at }) => at);
  // Half a second to one, in whole seconds; then four times as long.
  expect(second - first).toBeGreaterThan(900);
  expect(third - second).toBeGreaterThan(1_900);
});

test.each([
  ['is not there', { status: undefined }, { reason: 'ECONNREFUSED' }],
  ['refuses', { status: 401 }, { status: 401 }],
])(
  'of an endpoint that %s the log has the origin, and no secret of its address',
  async (_, { status }, told) => {
    const receiver = await receive();
    const { origin } = new URL(receiver.url);
    if (status === undefined) await receiver.stop();
    else receiver.answer(status);
    const warn = vi.fn();
    const server = await serve({
      webhooks: { urls: [`${origin}/path-secret?key=query-secret`], windowSeconds: 0.1 },
      container: { logger: { warn, error() {} } },
    });
    await say(server, 'unheard');
    await expect
      .poll(() => warn.mock.calls, { timeout: 20_000 })
      .toContainEqual(['webhook not taken', { endpoint: origin, ...told }]);
    expect(inspect(warn.mock.calls, { depth: 10 })).not.toContain('secret');
  },
);

test('a single endpoint is tried again too, and a redirect is not followed', async () => {
  const receiver = await receive();
  receiver.answer(302);
  const server = await serve({ ...to(receiver), settings: { WEBHOOK_RETRY_SECONDS: '1' } });
  await say(server, 'again');
  await expect.poll(() => receiver.deliveries.length, { timeout: 20_000 }).toBeGreaterThan(0);
  receiver.answer(200);
  await receiver.events(1, 'message.sent');
  expect(new Set(idsOf(receiver)).size).toBe(idsOf(receiver).length);
});

const attributesOf = async (client: SQSClient, QueueUrl: string) => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return Attributes ?? {};
};

test('what an endpoint refuses eight times becomes a dead letter, and is delivered after a redrive', async () => {
  const receiver = await receive();
  receiver.answer(500);
  const server = await serve({ ...to(receiver), settings: { WEBHOOK_RETRY_SECONDS: '0' } });
  const client = sqs(server);
  const letters = server.sqs.queues['webhooks-dead-letters'] ?? '';
  const waiting = async () => Number((await attributesOf(client, letters)).ApproximateNumberOfMessages);
  await say(server, 'refused');
  const events = ['connection.opened', 'room.joined', 'message.sent'] as const;
  await expect.poll(waiting, { timeout: 25_000, interval: 200 }).toBe(events.length);
  const tries = receiver.deliveries.filter(({ body }) => body.includes('message.sent/'));
  expect(tries).toHaveLength(8);
  receiver.answer(200);
  const { QueueArn: SourceArn } = await attributesOf(client, letters);
  await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
  await receiver.events(events.length, ...events);
  expect(await waiting()).toBe(0);
  client.destroy();
});

test('what nobody can read holds nothing else up', async () => {
  const receiver = await receive();
  const error = vi.fn();
  const server = await serve({ ...to(receiver), container: { logger: { warn() {}, error } } });
  const client = sqs(server);
  const QueueUrl = server.sqs.queues.webhooks ?? '';
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"events":[' }));
  await say(server, 'heard');
  await receiver.events(1, 'message.sent');
  await expect.poll(() => error.mock.calls.map(([event]) => event)).toEqual(['webhook letter unreadable']);
  // Hidden until its next try, and not deleted.
  const hidden = async () => (await attributesOf(client, QueueUrl)).ApproximateNumberOfMessagesNotVisible;
  await expect.poll(hidden, { timeout: 10_000 }).toBe('1');
  client.destroy();
});

test('off by default: there is no queue for events, and no key is shown', async () => {
  const server = await serve({});
  await say(server, 'unheard');
  expect(Object.keys(server.sqs.queues).filter(name => name.startsWith('webhooks'))).toEqual([]);
  expect(server.webhooks).toBeUndefined();
});

test('a queue that never answers delays no message for long and fails none, and every lost event is counted', async () => {
  const hole = createServer();
  await new Promise<void>(resolve => hole.listen(0, '127.0.0.1', resolve));
  closing.push(async () => hole.close());
  const address = hole.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const error = vi.fn();
  const server = await serve({
    settings: { WEBHOOKS_QUEUE: `http://127.0.0.1:${port}/000000000000/webhooks` },
    container: { logger: { warn() {}, error } },
  });
  const [alice, bob] = await server.connectAll(['alice', 'bob'], 'room');
  for (let at = 1; at <= 10; at += 1)
    expect(await alice.ask('sendMessage', { room: 'room', text: 'x' })).toMatchObject({
      type: 'ok',
      seq: at,
    });
  await bob.until(() => bob.messages.length === 10, 'the messages');
  const lost = error.mock.calls.filter(([event]) => event === 'webhooks lost');
  // Two connections, two joins, ten messages.
  expect(lost.reduce((sum, [, { events }]) => sum + events, 0)).toBe(14);
});
