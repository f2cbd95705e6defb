import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Throttled, TimedOut } from '../../../emulator/lambda/errors.ts';
import type { LambdaHandler } from '../../../emulator/lambda/function.ts';
import { type Finished, type InvokerOptions, inProcessInvoker } from '../../../emulator/lambda/invoker.ts';
import { until } from '../../support/gateway-client.ts';

const WORKER = { handler: 'worker', memoryMb: 128, timeoutSeconds: 10 };
const HURRIED = { ...WORKER, timeoutSeconds: 0.2 };
const reports: string[] = [];
const report = (name: string, error: unknown) =>
  reports.push(`${name}: ${error instanceof Error ? error.message : error}`);
const running = (worker: LambdaHandler, options: InvokerOptions = {}, fn = WORKER) => {
  const invoker = inProcessInvoker({ worker }, { report, ...options });
  return () => invoker.invoke(fn, {});
};

/** Requests that arrived at an outside service, which takes 100 ms to answer each. */
const arrived: string[] = [];
let outside: Server;
let endpoint = '';

beforeAll(async () => {
  outside = createServer((request, response) => {
    arrived.push(`${request.headers['x-amz-target'] ?? request.method}`);
    setTimeout(
      () => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}'),
      100,
    );
  });
  await new Promise<void>(resolve => outside.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
afterAll(() => {
  outside.closeAllConnections();
  outside.close();
});
beforeEach(() => {
  reports.length = 0;
  arrived.length = 0;
});

const dynamodb = () =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
const put = new PutItemCommand({ TableName: 't', Item: { PK: { S: 'x' } } });
const get = new GetItemCommand({ TableName: 't', Key: { PK: { S: 'x' } } });

/** The answer may come after the test, from a service that is gone. */
const ignored = () => {};

describe('a function', () => {
  it('is cut off at its timeout, and what it begins later never happens', async () => {
    let late = 0;
    const tooSlow = async () => {
      await sleep(250);
      late += 1;
      await fetch(endpoint, { method: 'POST' });
    };
    const invoke = running(tooSlow, {}, HURRIED);
    await expect(invoke()).rejects.toThrow(TimedOut);
    await expect(invoke()).rejects.toThrow(/Task timed out after 0\.20 seconds/);
    await until(() => late === 2);
    await sleep(50);
    expect(arrived).toEqual([]);
    expect(reports).toEqual([]);
  });

  it('runs no more often at once than is reserved for it, or than all functions may', async () => {
    for (const options of [{ reserved: { worker: 2 } }, { concurrency: 2 }]) {
      let release = () => {};
      const gate = new Promise<void>(resolve => {
        release = resolve;
      });
      const invoke = running(() => gate, options);
      const two = [invoke(), invoke()];
      await expect(invoke()).rejects.toThrow(Throttled);
      release();
      await Promise.all(two);
      await invoke();
    }
  });

  it('starts cold only if more of it run at once than ever before', async () => {
    const starts: string[] = [];
    const coldStart = async (name: string) => {
      starts.push(name);
    };
    const invoke = running(() => sleep(5), { coldStart });
    await invoke();
    await invoke();
    expect(starts).toHaveLength(1);
    await Promise.all([invoke(), invoke(), invoke()]);
    expect(starts).toHaveLength(3);
  });

  it('is accounted for: how it ended and how long it took', async () => {
    const finished: Finished[] = [];
    const onFinished = (one: Finished) => finished.push(one);
    await running(() => sleep(20), { onFinished })();
    await running(() => Promise.reject(new Error('boom')), { onFinished })().catch(() => {});
    await running(() => sleep(500), { onFinished }, HURRIED)().catch(() => {});
    expect(finished.map(({ outcome }) => outcome)).toEqual(['ok', 'error', 'timeout']);
    expect(finished[0]?.ms).toBeGreaterThan(15);
  });
});

describe('work that a function does not wait for', () => {
  it('is named if a write is under way when it returns', async () => {
    const client = dynamodb();
    await running(async () => {
      client.send(put).catch(ignored);
      await until(() => arrived.length === 1);
    })();
    expect(reports).toEqual([
      'worker: PutItem was under way when it returned. Lambda freezes a function that has returned: await it.',
    ]);
    client.destroy();
  });

  it('is frozen if it begins later, through the SDK as through fetch: it neither happens nor fails', async () => {
    const client = dynamodb();
    const settled: string[] = [];
    for (const late of [() => client.send(put), () => fetch(endpoint, { method: 'POST' })])
      await running(async () => {
        setTimeout(() => {
          late().then(
            () => settled.push('done'),
            () => settled.push('failed'),
          );
        }, 10);
      })();
    await until(() => reports.length === 2);
    await sleep(50);
    expect(arrived).toEqual([]);
    expect(settled).toEqual([]);
    expect(reports).toEqual([
      expect.stringMatching(/^worker: PutItem was begun after it had returned/),
      expect.stringMatching(/^worker: POST \/ was begun after it had returned/),
    ]);
    client.destroy();
  });

  it('is no news if everything was awaited, on sockets that stay open between runs', async () => {
    const client = dynamodb();
    const invoke = running(async () => {
      await Promise.all([client.send(put), client.send(put), client.send(get)]);
      await fetch(endpoint, { method: 'POST' });
    });
    for (let i = 0; i < 5; i += 1) await invoke();
    expect(arrived).toHaveLength(20);
    expect(reports).toEqual([]);
    client.destroy();
  });

  it('is no news if it failed and was waited for', async () => {
    const client = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const invoke = running(async () => {
      await client.send(put);
    });
    await expect(invoke()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(reports).toEqual([]);
  });

  it('is no news if it was waited for in vain, and aborted', async () => {
    const client = dynamodb();
    const invoke = running(() => client.send(put, { abortSignal: AbortSignal.timeout(20) }));
    await expect(invoke()).rejects.toMatchObject({ name: 'AbortError' });
    expect(reports).toEqual([]);
    client.destroy();
  });

  it('is no news if only an answer is lost', async () => {
    const client = dynamodb();
    await running(async () => {
      client.send(get).catch(ignored);
      await until(() => arrived.length === 1);
      client.send(get).catch(ignored);
    })();
    await until(() => arrived.length === 2);
    expect(reports).toEqual([]);
    client.destroy();
  });
});
