import { ApiGatewayManagementApiClient, GetConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, describe, expect, it } from 'vitest';
import { ruleFrom } from '../../../local/gateway/rules.ts';
import { TokenBucket } from '../../../local/gateway/token-bucket.ts';
import { connect, known, refused, start, stopAll } from './harness.ts';

afterEach(stopAll);

describe('the account’s requests a second', () => {
  it('are shared by frames and management calls: over them Limit exceeded, and 429', async () => {
    const run = await start({}, { rules: { requestsPerSecond: 0.001, requestBurst: 3 } });
    const { ws, next, connectionId } = await known(run);
    ws.send('{"action":"ping"}');
    expect(await next()).toBe('{"type":"pong"}');
    expect(run.gateway.connections.post(connectionId, 'posted')).toBe('posted');
    expect(await next()).toBe('posted');
    const client = new ApiGatewayManagementApiClient({
      endpoint: `${run.httpUrl}/local`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const look = () => client.send(new GetConnectionCommand({ ConnectionId: connectionId }));
    await look();
    await expect(look()).rejects.toMatchObject({
      name: 'LimitExceededException',
      $metadata: expect.objectContaining({ httpStatusCode: 429 }),
    });
    expect(run.gateway.connections.post(connectionId, 'x')).toBe('throttled');
    ws.send('{"action":"echo"}');
    expect(JSON.parse(await next())).toEqual({
      message: 'Limit exceeded',
      connectionId,
      requestId: expect.any(String),
    });
    expect(run.events.echo).toBeUndefined();
    expect(run.gateway.traffic).toMatchObject({ limited: 1, posts: { posted: 1, throttled: 1 } });
  });
});

describe('new connections a second', () => {
  it('are refused with 429 over the burst, before any function is asked', async () => {
    const run = await start({}, { rules: { connectsPerSecond: 0.001, connectBurst: 2 } });
    await connect(run.socketUrl);
    await connect(run.socketUrl);
    expect(await refused(run.socketUrl)).toEqual({
      status: 429,
      errorType: 'TooManyRequestsException',
      body: '{"message":"Too Many Requests"}',
    });
    expect(run.events.connect).toHaveLength(2);
  });
});

describe('a token bucket', () => {
  it('gives its burst at once, then its rate, and never more than the burst after a rest', async () => {
    const bucket = new TokenBucket(100, 5);
    const taken = () => Array.from({ length: 20 }, () => bucket.take()).filter(Boolean).length;
    expect(taken()).toBe(5);
    await new Promise(resolve => setTimeout(resolve, 30));
    const some = taken();
    expect(some).toBeGreaterThanOrEqual(2);
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(taken()).toBe(5);
  });

  it('without a rate gives for ever', () => {
    const bucket = new TokenBucket(Number.POSITIVE_INFINITY, 1);
    for (let i = 0; i < 1_000; i += 1) expect(bucket.take()).toBe(true);
  });
});

describe('a rule', () => {
  it('is set by its name, turned off, or refused with the list', () => {
    expect(ruleFrom('idleMs=1000')).toEqual({ idleMs: 1_000 });
    expect(ruleFrom('connectsPerSecond=off')).toEqual({ connectsPerSecond: Number.POSITIVE_INFINITY });
    for (const unknown of ['idle=1', 'constructor=1', ''])
      expect(() => ruleFrom(unknown)).toThrow(/there is no rule[\s\S]*idleMs=600000 [\s\S]*asyncRetryMs/);
    for (const wrong of ['idleMs=', 'idleMs', 'idleMs=-1', 'idleMs=soon'])
      expect(() => ruleFrom(wrong)).toThrow(/a number from 0, or "off"/);
  });
});
