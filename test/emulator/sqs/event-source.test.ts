/** A function fed from a queue, as Lambda feeds it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type EventSource, startEventSource } from '../../../emulator/sqs/event-source.ts';
import { openQueues, type Queues } from '../../../emulator/sqs/queues.ts';

// biome-ignore lint/suspicious/noExplicitAny: a function reads its event as it likes
type Event = any;

let queues: Queues;
let source: EventSource;
let events: Event[];
let handle: (event: Event) => unknown;
const report = vi.fn();

async function feed(more: { batchSize?: number; windowSeconds?: number; concurrency?: number } = {}) {
  const queue = await queues.ensure('work', { VisibilityTimeout: '1' });
  source = startEventSource({
    queue,
    region: 'us-east-1',
    batchSize: 100,
    windowSeconds: 0.2,
    concurrency: 1,
    ...more,
    invoke: async event => {
      events.push(event);
      return handle(event);
    },
    report,
  });
}

const sendMany = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => queues.get('work').send(String(i))));
const sizes = () => events.map(({ Records }) => Records.length);

/** With a tenth of a second less to wait, each time it is asked. */
const sizesLater = async () => {
  await vi.advanceTimersByTimeAsync(100);
  return sizes();
};

beforeEach(async () => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'],
    shouldAdvanceTime: true,
  });
  events = [];
  handle = () => undefined;
  report.mockReset();
  queues = await openQueues({ region: 'us-east-1', baseUrl: 'http://sqs' });
  await queues.ensure('work', { VisibilityTimeout: '1' });
});
afterEach(async () => {
  await source.stop();
  await queues.close();
  vi.useRealTimers();
});

test('messages come in one event, with what Lambda says of each, and are deleted after it', async () => {
  await sendMany(25);
  await feed();
  await expect.poll(sizes).toEqual([25]);
  expect(events[0].Records[0]).toEqual({
    messageId: expect.any(String),
    receiptHandle: expect.any(String),
    body: '0',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: expect.any(String),
      SenderId: expect.any(String),
      ApproximateFirstReceiveTimestamp: expect.any(String),
    },
    messageAttributes: {},
    md5OfBody: 'cfcd208495d565ef66e7dff9f98764da',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:work',
    awsRegion: 'us-east-1',
  });
  await expect.poll(() => queues.get('work').counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

test('a full batch does not wait for the window, and no batch is larger', async () => {
  await sendMany(25);
  await feed({ batchSize: 10, windowSeconds: 60 });
  await expect.poll(sizes).toEqual([10, 10]);
});

test('only the messages that the function names come again', async () => {
  await sendMany(3);
  handle = ({ Records }) => ({
    batchItemFailures: Records.filter(({ body }: Event) => body === '1' && events.length === 1).map(
      ({ messageId }: Event) => ({ itemIdentifier: messageId }),
    ),
  });
  await feed();
  await expect.poll(sizesLater).toEqual([3, 1]);
  expect(events[1].Records[0]).toMatchObject({ body: '1', attributes: { ApproximateReceiveCount: '2' } });
});

test.each([
  ['throws', () => Promise.reject(new Error('broken'))],
  ['names a message that was not in the batch', () => ({ batchItemFailures: [{ itemIdentifier: 'other' }] })],
])('all come again if the function %s', async (_, broken) => {
  await sendMany(2);
  handle = event => (events.indexOf(event) === 0 ? broken() : undefined);
  await feed();
  await expect.poll(sizesLater).toEqual([2, 2]);
});

test('no more batches are handled at once than are allowed, and stopping waits for them', async () => {
  let running = 0;
  let most = 0;
  handle = async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(50);
    running -= 1;
  };
  await sendMany(40);
  await feed({ batchSize: 5, windowSeconds: 0, concurrency: 3 });
  await expect.poll(() => most).toBe(3);
  await source.stop();
  expect(running).toBe(0);
  expect(most).toBe(3);
});

test('an attribute of a message is spelled as Lambda spells it', async () => {
  const attributes = { traceparent: { DataType: 'String', StringValue: '00-a-b-01' } };
  await queues.get('work').send('traced', { attributes });
  await feed();
  await expect.poll(() => events.length).toBe(1);
  expect(events[0].Records[0].messageAttributes.traceparent).toMatchObject({
    dataType: 'String',
    stringValue: '00-a-b-01',
  });
});
