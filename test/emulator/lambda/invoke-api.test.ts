import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import type { FailureRecord } from '../../../emulator/lambda/event-queue.ts';
import type { LambdaHandler } from '../../../emulator/lambda/function.ts';
import { type LocalLambda, localLambda } from '../../../emulator/lambda/lambda.ts';
import { AWS_RULES, type GatewayRules } from '../../../emulator/rules.ts';
import { until } from '../../support/gateway-client.ts';
import { start, stopAll } from '../gateway/harness.ts';

const WORKER = { handler: 'worker', memoryMb: 128, timeoutSeconds: 0.3 };
const lambdas: LocalLambda[] = [];
afterEach(async () => {
  await Promise.all(lambdas.splice(0).map(lambda => lambda.close()));
  await stopAll();
});

interface Options {
  readonly rules?: Partial<GatewayRules>;
  readonly reserved?: Record<string, number>;
  readonly secret?: string;
}

async function serve(worker: LambdaHandler, { rules, reserved, secret = 'local' }: Options = {}) {
  const failures: FailureRecord[] = [];
  const lambda = localLambda({
    functions: [WORKER],
    handlers: { worker },
    rules: { ...AWS_RULES, asyncRetryMs: 20, ...rules },
    keys: { local: 'local' },
    onFailure: (_fn, record) => {
      failures.push(record);
    },
    report: () => {},
    ...(reserved && { reserved }),
  });
  lambdas.push(lambda);
  const { httpUrl } = await start({}, { services: [lambda.service] });
  const client = new LambdaClient({
    endpoint: httpUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: secret },
    maxAttempts: 1,
  });
  const invoke = (
    payload: unknown,
    InvocationType: 'RequestResponse' | 'Event' | 'DryRun' = 'RequestResponse',
    FunctionName = 'worker',
  ) => client.send(new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(payload) }));
  return { invoke, failures };
}

const textOf = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();

describe('Invoke', () => {
  it('answers with what the function returned, by its name or its ARN', async () => {
    const { invoke } = await serve(event => ({ got: event }));
    for (const name of [
      'worker',
      'worker:$LATEST',
      'arn:aws:lambda:us-east-1:000000000000:function:worker',
      '000000000000:function:worker',
    ]) {
      const answer = await invoke({ n: 1 }, 'RequestResponse', name);
      expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(answer.FunctionError).toBeUndefined();
      expect(textOf(answer.Payload)).toBe('{"got":{"n":1}}');
    }
    const { invoke: silent } = await serve(() => undefined);
    expect(textOf((await silent({})).Payload)).toBe('null');
  });

  it('tells a function error from one of the service', async () => {
    const { invoke } = await serve(() => Promise.reject(new TypeError('no such thing')));
    const answer = await invoke({});
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(textOf(answer.Payload))).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'no such thing',
    });
  });

  it('tells a timeout', async () => {
    const { invoke } = await serve(() => sleep(1_000));
    const { Payload, FunctionError } = await invoke({});
    expect(FunctionError).toBe('Unhandled');
    expect(JSON.parse(textOf(Payload)).errorMessage).toMatch(/Task timed out after 0\.30 seconds$/);
  });

  it('refuses with 404, 400, 403, 429 as Lambda does', async () => {
    const { invoke } = await serve(() => sleep(100), { reserved: { worker: 1 } });
    await expect(invoke({}, 'RequestResponse', 'nobody')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('function:nobody'),
    });
    const { invoke: stranger } = await serve(() => 1, { secret: 'wrong' });
    await expect(stranger({})).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    const first = invoke({});
    await sleep(30);
    await expect(invoke({})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await first;
  });

  it('of more than 6 MB, or answered with more, fails (syncPayloadBytes)', async () => {
    const { invoke } = await serve(event => `${event}${event}`, { rules: { syncPayloadBytes: 1_000 } });
    expect((await invoke('x'.repeat(400))).FunctionError).toBeUndefined();
    const answer = await invoke('x'.repeat(600));
    expect(answer.FunctionError).toBe('Unhandled');
    expect(JSON.parse(textOf(answer.Payload)).errorType).toBe('Function.ResponseSizeTooLarge');
    await expect(invoke('x'.repeat(1_000))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: expect.objectContaining({ httpStatusCode: 413 }),
    });
  });

  it('over what all functions may run at once, or over their pace of growth, is throttled', async () => {
    for (const [rules, Reason] of [
      [{ lambdaConcurrency: 1 }, 'ConcurrentInvocationLimitExceeded'],
      [{ lambdaScaling: 1 }, 'FunctionInvocationRateLimitExceeded'],
    ] as const) {
      let release = () => {};
      const gate = new Promise<void>(resolve => {
        release = resolve;
      });
      let runs = 0;
      const { invoke } = await serve(
        () => {
          runs += 1;
          return gate;
        },
        { rules },
      );
      const first = invoke({});
      await until(() => runs === 1);
      await expect(invoke({})).rejects.toMatchObject({ name: 'TooManyRequestsException', Reason });
      release();
      await first;
      await invoke({});
    }
  });

  it('does not run the function on a dry run', async () => {
    let runs = 0;
    const { invoke } = await serve(() => {
      runs += 1;
    });
    expect(await invoke({}, 'DryRun')).toMatchObject({ StatusCode: 204 });
    expect(runs).toBe(0);
  });
});

describe('an asynchronous invocation', () => {
  it('is answered with 202 at once, and runs', async () => {
    const events: unknown[] = [];
    const { invoke } = await serve(async event => {
      await sleep(100);
      events.push(event);
    });
    const before = Date.now();
    expect(await invoke({ n: 1 }, 'Event')).toMatchObject({ StatusCode: 202 });
    expect(Date.now() - before).toBeLessThan(90);
    expect(events).toEqual([]);
    await until(() => events.length === 1);
    expect(events).toEqual([{ n: 1 }]);
  });

  it('is tried as often as asyncRetries says', async () => {
    let runs = 0;
    const { invoke, failures } = await serve(
      () => {
        runs += 1;
        throw new Error('broken');
      },
      { rules: { asyncRetries: 0 } },
    );
    await invoke({}, 'Event');
    await until(() => failures.length === 1);
    expect(runs).toBe(1);
  });

  it('is tried twice more, with the same request id, then goes to the failure destination', async () => {
    const ids: string[] = [];
    const { invoke, failures } = await serve((_event, context) => {
      ids.push(context.awsRequestId);
      throw new Error('still broken');
    });
    await invoke({ n: 1 }, 'Event');
    await until(() => failures.length === 1);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(failures[0]).toMatchObject({
      requestContext: { requestId: ids[0], condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'still broken' },
    });
  });

  it('needs no more tries than it takes', async () => {
    let runs = 0;
    const { invoke, failures } = await serve(() => {
      runs += 1;
      if (runs < 3) throw new Error('not yet');
    });
    await invoke({}, 'Event');
    await until(() => runs === 3);
    await sleep(100);
    expect([runs, failures]).toEqual([3, []]);
  });

  it('waits for a free sandbox instead of failing, until it is too old', async () => {
    const { invoke, failures } = await serve(() => sleep(200), {
      reserved: { worker: 1 },
      rules: { asyncMaxAgeMs: 500 },
    });
    await invoke({ n: 1 }, 'Event');
    await invoke({ n: 2 }, 'Event');
    await until(() => failures.length === 1);
    expect(failures[0]).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
      requestPayload: { n: 2 },
      responseContext: { statusCode: 429 },
    });
  });

  it('of more than 1 MB is refused with 413 (asyncPayloadBytes)', async () => {
    const { invoke } = await serve(() => 1);
    await expect(invoke('x'.repeat(1_048_577), 'Event')).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: expect.objectContaining({ httpStatusCode: 413 }),
    });
    await invoke('x'.repeat(1_000_000), 'Event');
  });
});
