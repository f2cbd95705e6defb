/** Handing events to a queue that fails in one way or another; the queue is a server of our own. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { webhookQueue } from '../../../shared/aws/webhook-queue.ts';
import { connectionClosed } from '../../../shared/core/webhooks/events.ts';

let stop: () => void;
afterEach(() => stop());

async function queueThat(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const error = vi.fn();
  const clock = { now: 0 };
  const webhooks = webhookQueue({
    queueUrl: `http://127.0.0.1:${port}/000000000000/webhooks`,
    credentials: LOCAL_CREDENTIALS,
    region: LOCAL_REGION,
    logger: { warn() {}, error },
    now: () => clock.now,
  });
  return { webhooks, error, clock };
}

const sendMessage = z.object({ MessageBody: z.string() });

/** Takes a message as SQS does, which returns its checksum; the SDK compares it. Returns the message's body. */
async function take(request: IncomingMessage, response: ServerResponse): Promise<string> {
  const { MessageBody } = sendMessage.parse(await json(request));
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  response.end(JSON.stringify({ MessageId: 'id', MD5OfMessageBody }));
  return MessageBody;
}

const event = (connectionId: string) => connectionClosed({ userId: 'u', name: 'alice', connectionId }, 1);

test('a first try that fails, as on a socket that was closed meanwhile, is not the last', async () => {
  let requests = 0;
  const { webhooks, error } = await queueThat(async (request, response) => {
    requests += 1;
    if (requests === 1) request.socket.destroy();
    else await take(request, response);
  });
  await webhooks.send([event('a')]);
  expect(requests).toBe(2);
  expect(error).not.toHaveBeenCalled();
});

test('after three failures in a row the queue is left alone for five seconds', async () => {
  let requests = 0;
  const { webhooks, error, clock } = await queueThat(async (request, response) => {
    requests += 1;
    if (requests > 6) await take(request, response);
    else response.writeHead(500).end('{}');
  });
  for (let i = 0; i < 10; i += 1) await webhooks.send([event('a'), event('b')]);
  expect(requests, 'each of three was tried twice').toBe(6);
  expect(error.mock.calls.map(([name, { events }]) => [name, events])).toEqual(
    Array.from({ length: 10 }, () => ['webhooks lost', 2]),
  );
  clock.now = 5_000;
  await webhooks.send([event('a')]);
  await webhooks.send([event('a')]);
  expect(requests).toBe(8);
  expect(error).toHaveBeenCalledTimes(10);
});

test('many events are several messages, none of which SQS would refuse', async () => {
  const bodies: string[] = [];
  const { webhooks } = await queueThat(async (request, response) => {
    bodies.push(await take(request, response));
  });
  await webhooks.send(Array.from({ length: 250 }, (_, i) => event(`\uFFFE\uFFFF${i}`)));
  expect(bodies.map(body => JSON.parse(body).events.length).sort()).toEqual([100, 100, 50]);
  expect(bodies.join('')).not.toMatch(/[\uFFFE\uFFFF]/);
  expect(JSON.parse(bodies[0] ?? '').events[0].connectionId).toContain('\uFFFE\uFFFF');
  await webhooks.send([]);
  expect(bodies).toHaveLength(3);
});

test('a queue that does not answer holds a sender up for half a second, and no longer', async () => {
  const { webhooks, error } = await queueThat(() => {});
  const began = performance.now();
  await webhooks.send([event('a')]);
  const ms = performance.now() - began;
  expect(ms).toBeGreaterThan(490);
  expect(ms).toBeLessThan(900);
  expect(error).toHaveBeenCalledTimes(1);
});
