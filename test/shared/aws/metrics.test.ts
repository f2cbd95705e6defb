import { expect, test } from 'vitest';
import { embeddedMetrics } from '../../../shared/aws/metrics.ts';

function metricsAt(start = 1_000) {
  const lines: string[] = [];
  let now = start;
  const clock = { now: () => now, monotonic: () => now };
  const metrics = embeddedMetrics({
    service: () => 'messaging-test',
    clock,
    write: line => void lines.push(line),
  });
  return {
    ...metrics,
    wait: (ms: number) => (now += ms),
    written: () => lines.map(line => JSON.parse(line)),
  };
}

test('what an invocation did is one line, of which CloudWatch makes metrics', () => {
  const { posted, delivered, disconnected, flush, written } = metricsAt();
  for (const result of ['posted', 'posted', 'throttled'] as const) posted(result);
  delivered(12);
  delivered(30);
  disconnected();
  expect(written()).toEqual([]);
  flush();
  expect(written()).toEqual([
    {
      _aws: {
        Timestamp: 1_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Messaging',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'Posted', Unit: 'Count' },
              { Name: 'PostsThrottled', Unit: 'Count' },
              { Name: 'Disconnects', Unit: 'Count' },
              { Name: 'DeliveryMs', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      service: 'messaging-test',
      Posted: 2,
      PostsThrottled: 1,
      Disconnects: 1,
      DeliveryMs: [12, 30],
    },
  ]);
});

test('an invocation that did nothing of it writes nothing, and the next one begins at nought', () => {
  const { posted, flush, written } = metricsAt();
  flush();
  posted('gone');
  flush();
  flush();
  expect(written()).toMatchObject([{ PostsToGone: 1 }]);
});

test('a line holds at most the 100 values that CloudWatch reads of one', () => {
  const { delivered, flush, written } = metricsAt();
  for (let entry = 0; entry < 250; entry++) delivered(entry);
  flush();
  expect(written().map(({ DeliveryMs }) => DeliveryMs.length)).toEqual([100, 100, 50]);
});

test('a pump that runs for a quarter of an hour tells of its posts every ten seconds', () => {
  const { posted, wait, written } = metricsAt();
  for (let second = 0; second < 60; second++) {
    posted('posted');
    wait(1_000);
  }
  expect(written()).toHaveLength(5);
});

test('nothing is asked of the environment before there is something to write', () => {
  const { flush, posted } = embeddedMetrics({
    service: () => {
      throw new Error('environment variable METRICS_SERVICE is not set');
    },
    clock: { now: () => 0, monotonic: () => 0 },
    write: () => {},
  });
  expect(flush).not.toThrow();
  posted('posted');
  expect(flush).toThrow('METRICS_SERVICE');
});

test('a hook that failed, or refused, is counted, and its time is kept', () => {
  const { vetted, flush, written } = metricsAt();
  vetted('failed', 1_000);
  vetted('refused', 20);
  vetted('allowed', 10);
  flush();
  expect(written()).toMatchObject([
    { MessageHookFailed: 1, MessageHookRefused: 1, MessageHookMs: [1_000, 20, 10] },
  ]);
});
