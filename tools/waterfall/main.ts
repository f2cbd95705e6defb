/** Sends one message on a local server, to a large room and a webhook, and draws its trace. */
import { writeFileSync } from 'node:fs';
import type { HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { openTelemetry } from '../../shared/aws/open-telemetry.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { testServer } from '../../test/support/server.ts';
import { type Bar, waterfall } from './draw.ts';

const FILE = 'docs/charts/trace.svg';
const TRIES = 30;
const PAUSE_MS = 1_000;

const spans: ReadableSpan[] = [];
const tracing = openTelemetry({
  share: 1,
  async send(some) {
    spans.push(...some);
  },
  logger: console,
});
const receiver = await startReceiver();
const server = await testServer({
  managementApi: 'http',
  container: { tracing },
  webhooks: { urls: [receiver.url], windowSeconds: 0 },
  settings: { DIRECT_LIMIT: '2' },
});
const [alice] = await server.connectAll(['alice', 'bob', 'carol'], 'large');

/** Sends until one trace has gone all the way: the first calls of a cold process may be too late for the webhooks' queue. */
async function complete(): Promise<readonly ReadableSpan[]> {
  for (let tries = 1; tries <= TRIES; tries++) {
    spans.length = 0;
    await alice.ask('sendMessage', { room: 'large', text: `Try ${tries}` });
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    const names = new Set(spans.map(({ name }) => name));
    if (tries > 1 && names.has('webhook') && names.has('fan-out pump')) return spans;
  }
  throw new Error(`no trace was complete in ${TRIES} tries`);
}

const found = await complete();
await server.close();
await receiver.stop();

const root = found.find(({ name }) => name === 'sendMessage');
const milliseconds = ([seconds, nanos]: HrTime) => seconds * 1_000 + nanos / 1e6;
const bars = found
  .filter(span => span.spanContext().traceId === root?.spanContext().traceId)
  .map(
    (span): Bar => ({
      id: span.spanContext().spanId,
      parent: span.parentSpanContext?.spanId,
      name: span.name,
      began: milliseconds(span.startTime),
      ended: milliseconds(span.endTime),
    }),
  );
writeFileSync(FILE, waterfall(bars));
console.log(`${FILE}: ${bars.length} spans`);
