import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expect, test, vi } from 'vitest';
import { openPort } from '../../../emulator/http/http-port.ts';
import { type HttpRequest, listenerOf } from '../../../emulator/http/http-service.ts';
import { signatureFault } from '../../../emulator/http/signature.ts';
import { LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { openTelemetry } from '../../../shared/aws/open-telemetry.ts';
import { xray } from '../../../shared/aws/xray.ts';

function recorded(share: number) {
  const spans: ReadableSpan[] = [];
  const warn = vi.fn();
  const tracing = openTelemetry({
    share,
    async send(some) {
      spans.push(...some);
    },
    logger: { warn, error: warn },
  });
  return { spans, tracing, warn };
}

const sent = { requestContext: { routeKey: 'sendMessage' } };

test('a request that is not picked leaves no span, nor does what goes on with it', async () => {
  const first = recorded(0);
  const traceparent = await first.tracing.invocation(sent, async () => first.tracing.traceparent());
  const next = recorded(1);
  await next.tracing.invocation({ kind: 'pump', traceparent }, async () => {});
  expect(traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-00$/);
  expect([first.spans, next.spans]).toEqual([[], []]);
});

test('a batch of the queue shows in every trace that it has a letter of', async () => {
  const { spans, tracing } = recorded(1);
  const letter = () =>
    tracing.invocation(sent, async () => ({
      messageAttributes: { traceparent: { stringValue: tracing.traceparent() } },
    }));
  const Records = [await letter(), await letter(), { messageAttributes: {} }];
  await tracing.invocation({ Records }, () => tracing.span('webhook', async () => {}));
  const [one, other] = spans.filter(({ name }) => name === 'sendMessage');
  const runs = spans.filter(({ name }) => name === 'webhooks');
  expect(new Set(runs.map(run => run.parentSpanContext?.spanId))).toEqual(
    new Set([one, other].map(span => span?.spanContext().spanId)),
  );
  const [linked] = runs.filter(({ links }) => links.length > 0);
  const [full] = runs.filter(({ links }) => links.length === 0);
  expect(linked?.links[0]?.context.spanId).toBe(full?.spanContext().spanId);
});

test('a function that fails is shown as failed, and fails as it would have', async () => {
  const { spans, tracing } = recorded(1);
  const failing = tracing.invocation(sent, () => Promise.reject(new Error('no table')));
  await expect(failing).rejects.toThrow('no table');
  expect(spans.map(({ name, status }) => [name, status.code])).toEqual([['sendMessage', 2]]);
});

test('an endpoint that takes no spans costs the spans, and not the message', async () => {
  const warn = vi.fn();
  const logger = { warn, error: warn };
  const send = () => Promise.reject(new Error('xray answered 400'));
  const tracing = openTelemetry({ share: 1, send, logger });
  expect(await tracing.invocation(sent, async () => 'stored')).toBe('stored');
  expect(warn).toHaveBeenCalledWith('spans lost', expect.objectContaining({ spans: 1 }));
});

test('spans go to the endpoint as OTLP JSON, signed for X-Ray', async () => {
  const port = await openPort(0);
  const requests: HttpRequest[] = [];
  const take = (request: HttpRequest) => {
    requests.push(request);
    return { status: 200 };
  };
  port.server.removeAllListeners('request').on('request', listenerOf([take], port.names, console.error));
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const send = xray({ region: LOCAL_REGION, service: 'messaging-dev', credentials, origin: port.url });
  const tracing = openTelemetry({ share: 1, send, logger: console });
  await tracing.invocation(sent, () => tracing.span('post', async () => {}));
  await port.close();
  const [request] = requests;
  if (!request) throw new Error('nothing came');
  expect(await signatureFault(request, { key: 'secret' }, 'xray')).toBeUndefined();
  expect(request).toMatchObject({ method: 'POST', path: '/v1/traces' });
  const [{ scopeSpans, resource }] = JSON.parse(String(request.body)).resourceSpans;
  const [post, run] = scopeSpans[0].spans;
  expect(resource.attributes[0].value.stringValue).toBe('messaging-dev');
  expect(post).toMatchObject({ name: 'post', traceId: run.traceId, parentSpanId: run.spanId, kind: 1 });
  expect(run).toMatchObject({ name: 'sendMessage', kind: 2, status: { code: 0 } });
  expect(BigInt(post.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(post.startTimeUnixNano));
});
