/**
 * Tracing by OpenTelemetry's SDK. Only bundles that are made with tracing hold this file: docs/decisions/0084.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import * as z from 'zod';
import type { Logger } from '../core/ports.ts';
import type { Tracing } from './tracing.ts';

export interface OpenTelemetryOptions {
  /** The part of the traces that begin here that are kept, from 0 to 1. A trace that began elsewhere goes on as it began. */
  readonly share: number;
  /** Sends spans that have ended. */
  readonly send: (spans: readonly ReadableSpan[]) => Promise<void>;
  readonly logger: Logger;
}

/** A worker that posts to a thousand connections makes a thousand; what comes on top is left out. */
const MOST_SPANS = 2_000;

const attributes = z.object({ traceparent: z.object({ stringValue: z.string() }) });
const carried = z.object({
  /** Of API Gateway's events. */
  requestContext: z.object({ routeKey: z.string() }).optional(),
  /** Of the fan-out's own. */
  kind: z.string().optional(),
  traceparent: z.string().optional(),
  /** Of a queue's. */
  Records: z.array(z.object({ messageAttributes: attributes.optional().catch(undefined) })).optional(),
});

/** What to call the run, and the traces that it goes on with: a batch from a queue may be of several. */
function read(event: unknown): { name: string; parents: readonly (SpanContext | null)[] } {
  const { requestContext, kind, traceparent, Records } = carried.safeParse(event).data ?? {};
  const name = requestContext?.routeKey ?? (kind ? `fan-out ${kind}` : Records ? 'webhooks' : 'schedule');
  const texts = Records?.flatMap(one => one.messageAttributes?.traceparent.stringValue ?? []) ?? [];
  return { name, parents: [...new Set([traceparent ?? [], texts].flat())].map(parseTraceParent) };
}

export function openTelemetry({ share, send, logger }: OpenTelemetryOptions): Tracing {
  let ended: ReadableSpan[] = [];
  const tracer = new BasicTracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      {
        onStart() {},
        onEnd(span) {
          if (ended.length < MOST_SPANS) ended.push(span);
        },
        async forceFlush() {},
        async shutdown() {},
      },
    ],
  }).getTracer('messaging');
  // One of our own in place of OpenTelemetry's global one: several containers share a process on one machine.
  const here = new AsyncLocalStorage<Context>();

  async function within<T>(context: Context, span: Span, work: () => Promise<T>): Promise<T> {
    try {
      return await here.run(trace.setSpan(context, span), work);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  async function flush(): Promise<void> {
    const spans = ended;
    ended = [];
    if (spans.length === 0) return;
    try {
      await send(spans);
    } catch (error) {
      logger.warn('spans lost', { spans: spans.length, error });
    }
  }

  return {
    async invocation(event, work) {
      const { name, parents } = read(event);
      const kind = parents.length > 0 ? SpanKind.CONSUMER : SpanKind.SERVER;
      const [context = ROOT_CONTEXT, ...others] = parents.map(parent =>
        parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT,
      );
      const span = tracer.startSpan(name, { kind }, context);
      // The other traces of a batch show the run as well, and where its parts are.
      const links = [{ context: span.spanContext() }];
      const same = others.map(other => tracer.startSpan(name, { kind, links }, other));
      try {
        return await within(context, span, work);
      } finally {
        for (const one of same) one.end();
        await flush();
      }
    },

    span(name, work) {
      const context = here.getStore();
      return context ? within(context, tracer.startSpan(name, {}, context), work) : work();
    },

    traceparent() {
      const context = here.getStore();
      const span = context && trace.getSpanContext(context);
      return span && `00-${span.traceId}-${span.spanId}-${String(span.traceFlags).padStart(2, '0')}`;
    },
  };
}
