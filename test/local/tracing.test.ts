/** One send, followed through the functions, the fan-out's invocations and the queue, by the spans that it leaves. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTelemetry } from '../../shared/aws/open-telemetry.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

const spans: ReadableSpan[] = [];
const tracing = openTelemetry({
  share: 1,
  async send(some) {
    spans.push(...some);
  },
  logger: console,
});

let receiver: Receiver;
let server: TestServer;
beforeAll(async () => {
  receiver = await startReceiver();
  server = await testServer({
    container: { tracing },
    webhooks: { urls: [receiver.url], windowSeconds: 0 },
    settings: { DIRECT_LIMIT: '2', SEGMENT_CONNECTIONS: '1' },
  });
});
afterAll(async () => {
  await server.close();
  await receiver.stop();
});

const idOf = (span: ReadableSpan) => span.spanContext().spanId;

/** The spans of the trace that the send began, by how they hang together: `sendMessage > post`. */
async function pathsOf(seen: readonly string[]): Promise<string[]> {
  await expect.poll(paths, { timeout: 20_000 }).toEqual(expect.arrayContaining([...seen]));
  return paths();
}

function paths(): string[] {
  const root = spans.find(({ name, parentSpanContext }) => name === 'sendMessage' && !parentSpanContext);
  const trace = root?.spanContext().traceId;
  const own = spans.filter(span => span.spanContext().traceId === trace);
  const path = (span: ReadableSpan): string => {
    const parent = own.find(one => idOf(one) === span.parentSpanContext?.spanId);
    if (span.parentSpanContext && !parent) return `lost > ${span.name}`;
    return parent ? `${path(parent)} > ${span.name}` : span.name;
  };
  return own.map(path);
}

const heard = (socket: Socket, text: string) =>
  socket.until(() => socket.messages.some(message => message.text === text), text);

const DELIVERY = 'sendMessage > SQS SendMessage > webhooks > webhook';
const TRIES = 8;

/** Sends until the queue took the event: on a busy machine it may have no time for the first ones, which are then lost. */
async function delivered(send: (text: string) => Promise<void>): Promise<string[]> {
  for (let tries = 1; tries <= TRIES; tries++) {
    spans.length = 0;
    await send(`Hello ${tries}`);
    for (let looks = 0; looks < 20 && !paths().includes(DELIVERY); looks++) await sleep(50);
    if (paths().includes(DELIVERY)) break;
  }
  return pathsOf([DELIVERY]);
}

test('a send to a small room is one trace, from the frame to the last post and to the webhook', async () => {
  const [alice, bob] = await server.connectAll(['alice', 'bob'], 'small');
  const found = await delivered(async text => {
    await alice.ask('sendMessage', { room: 'small', text });
    await heard(bob, text);
  });
  expect(found.filter(path => path.endsWith(' post'))).toEqual(['sendMessage > post']);
  expect(found).toContain('sendMessage > DynamoDB PutItem');
  expect(found.filter(path => path.startsWith('lost'))).toEqual([]);
});

test('a send to a large room goes on in the pump and in each of its workers, up to the last post', async () => {
  const everyone = await server.connectAll(['alice', 'bob', 'carol'], 'large');
  spans.length = 0;
  await everyone[0].ask('sendMessage', { room: 'large', text: 'To all' });
  for (const one of everyone) await heard(one, 'To all');
  const worker = 'sendMessage > Lambda Invoke > fan-out pump > Lambda Invoke > fan-out segment';
  const found = await pathsOf([`${worker} > post`, 'sendMessage > Lambda Invoke > fan-out pump']);
  expect(found.filter(path => path.endsWith(' post'))).toEqual(everyone.map(() => `${worker} > post`));
  expect(found.filter(path => path.startsWith('lost'))).toEqual([]);
});
