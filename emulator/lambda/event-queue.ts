/** Lambda's queue of asynchronous invocations: tries again after an error, and hands over what failed for good. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { functionArn } from '../arns.ts';
import { functionErrorOf, Throttled } from './errors.ts';
import type { LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';

export interface EventQueueRules {
  /** How often a failed event is tried again. */
  readonly asyncRetries: number;
  /** Before the first retry; twice as long before the second. */
  readonly asyncRetryMs: number;
  /** Age at which an event that found no free sandbox is given up. */
  readonly asyncMaxAgeMs: number;
}

/** What a failure destination is sent: docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html. */
export interface FailureRecord {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responseContext: {
    readonly statusCode: number;
    readonly executedVersion: '$LATEST';
    readonly functionError?: 'Unhandled';
  };
  readonly responsePayload: object | null;
}

export interface EventQueueDeps {
  readonly invoker: Invoker;
  readonly rules: EventQueueRules;
  /** What is configured for one function alone. */
  readonly rulesOf?: ((fn: LambdaFunction) => Partial<EventQueueRules>) | undefined;
  /** The failure destination. */
  readonly onFailure: (fn: LambdaFunction, record: FailureRecord) => void | Promise<void>;
  readonly report: (functionName: string, error: unknown) => void;
}

export interface EventQueue {
  /** Returns the request id of the event. */
  add(fn: LambdaFunction, event: unknown): string;
  /** Lets what runs end; what waits for a retry is lost. */
  close(): Promise<void>;
}

const FIRST_THROTTLED_MS = 1_000; // 1 second
const LONGEST_THROTTLED_MS = 300_000; // 5 minutes

export function eventQueue({
  invoker,
  rules: common,
  rulesOf = () => ({}),
  onFailure,
  report,
}: EventQueueDeps): EventQueue {
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function work(fn: LambdaFunction, event: unknown, requestId: string): Promise<void> {
    const rules = { ...common, ...rulesOf(fn) };
    const arrived = performance.now();
    let failures = 0;
    for (let throttled = 0; ; ) {
      try {
        await invoker.invoke(fn, event, requestId);
        return;
      } catch (error) {
        let wait: number;
        if (error instanceof Throttled) {
          wait = Math.min(FIRST_THROTTLED_MS * 2 ** throttled, LONGEST_THROTTLED_MS);
          throttled += 1;
        } else {
          report(fn.handler, error);
          wait = rules.asyncRetryMs * 2 ** failures;
          failures += 1;
        }
        const tooOld = performance.now() + wait - arrived > rules.asyncMaxAgeMs;
        if (failures > rules.asyncRetries || tooOld) {
          const condition = failures > rules.asyncRetries ? 'RetriesExhausted' : 'EventAgeExceeded';
          return onFailure(fn, recordOf({ fn, event, requestId, condition, failures, error }));
        }
        await sleep(wait, undefined, { signal: closing.signal });
      }
    }
  }

  return {
    add(fn, event) {
      const requestId = randomUUID();
      const done = work(fn, event, requestId).catch(error => {
        if (!closing.signal.aborted) report(fn.handler, error);
      });
      underWay.add(done);
      void done.then(() => underWay.delete(done));
      return requestId;
    },

    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

interface Failed {
  readonly fn: LambdaFunction;
  readonly event: unknown;
  readonly requestId: string;
  readonly condition: FailureRecord['requestContext']['condition'];
  readonly failures: number;
  readonly error: unknown;
}

function recordOf({ fn, event, requestId, condition, failures, error }: Failed): FailureRecord {
  const throttled = error instanceof Throttled;
  return {
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn(fn.handler)}:$LATEST`,
      condition,
      approximateInvokeCount: failures,
    },
    requestPayload: event,
    responseContext: {
      statusCode: throttled ? 429 : 200,
      executedVersion: '$LATEST',
      ...(!throttled && { functionError: 'Unhandled' }),
    },
    responsePayload: throttled ? null : functionErrorOf(error),
  };
}
