import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type FaultPlan, Faults, faultFrom } from '../../../emulator/faults/faults.ts';
import { faultyDynamodb } from '../../../emulator/faults/faulty-dynamodb.ts';
import type { HttpRequest } from '../../../emulator/http/http-service.ts';
import { httpPoster, inProcessPoster } from '../../../local/posters.ts';
import { until, upgradeByHand } from '../../support/gateway-client.ts';
import { known, start, stopAll } from '../gateway/harness.ts';

afterEach(stopAll);

const withFaults = (plan: FaultPlan, seed = 1) => start({}, { faults: new Faults(plan, seed) });
const numbered = (n: number) => Buffer.from(`{"n":${n}}`);

describe('a fault', () => {
  it('is read from the command line, and refused with the list if there is none of that name', () => {
    expect(faultFrom('post-429:0.1')).toEqual({ 'post-429': 0.1 });
    expect(faultFrom('post-delay:200ms')).toEqual({ 'post-delay': 200 });
    expect(faultFrom('drop-socket:0.01/s')).toEqual({ 'drop-socket': 0.01 });
    expect(faultFrom('step-clock:-5000ms')).toEqual({ 'step-clock': -5_000 });
    for (const unknown of ['post-430:0.1', 'constructor:1', ''])
      expect(() => faultFrom(unknown)).toThrow(
        /there is no fault[\s\S]*lose-disconnect:0.1 [\s\S]*post-swap/,
      );
    for (const wrong of ['post-429:2', 'post-429:200ms', 'post-429', 'post-delay:0.1', 'drop-socket:0.1'])
      expect(() => faultFrom(wrong)).toThrow(/a value as in/);
  });

  it('strikes as often as it says, at the same times for the same seed, whatever other faults there are', () => {
    const course = (plan: FaultPlan, seed: number) => {
      const faults = new Faults(plan, seed);
      return Array.from({ length: 10_000 }, () => faults.strikes('post-429'));
    };
    const first = course({ 'post-429': 0.1 }, 7);
    const share = first.filter(Boolean).length / first.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
    expect(course({ 'post-429': 0.1, 'post-500': 0.5 }, 7)).toEqual(first);
    expect(course({ 'post-429': 0.1 }, 8)).not.toEqual(first);
  });
});

describe.each(['in-process', 'http'] as const)('a post through the %s way', how => {
  async function posting(plan: FaultPlan) {
    const faults = new Faults(plan, 1);
    const run = await start({}, { faults });
    const client = await known(run);
    const poster =
      how === 'http' ? httpPoster(`${run.httpUrl}/local`) : inProcessPoster(run.gateway.connections);
    const post = (n: number) => poster.post(client.connectionId, numbered(n));
    return { run, client, post, faults };
  }

  it('is throttled by post-429', async () => {
    const { post } = await posting({ 'post-429': 1 });
    expect(await post(1)).toBe('throttled');
  });

  it('fails by post-500', async () => {
    const { post, run } = await posting({ 'post-500': 1 });
    expect(await post(1)).toBe('failed');
    expect(run.gateway.traffic.posts.failed).toBe(1);
  });

  it('finds the connection gone by post-gone, which is then really gone', async () => {
    const { run, client, post } = await posting({ 'post-gone': 1 });
    expect(await post(1)).toBe('gone');
    expect((await client.closed).code).toBe(1006);
    await until(() => run.events.disconnect !== undefined);
  });

  it('is answered as gone by post-false-gone, though the connection lives and stays', async () => {
    const { run, client, post, faults } = await posting({ 'post-false-gone': 1 });
    expect(await post(1)).toBe('gone');
    client.ws.send('{"action":"ping"}');
    expect(await client.next()).toBe('{"type":"pong"}');
    expect(run.gateway.connections.get(client.connectionId)).toBeDefined();
    expect(faults.struck.get('post-false-gone')).toBe(1);
    client.ws.terminate();
    await until(() => run.gateway.connections.get(client.connectionId) === undefined);
    // It is gone indeed: nothing struck.
    expect(await post(2)).toBe('gone');
    expect(faults.struck.get('post-false-gone')).toBe(1);
  });

  it('takes longer by post-delay', async () => {
    const { client, post } = await posting({ 'post-delay': 100 });
    const before = performance.now();
    expect(await post(1)).toBe('posted');
    expect(performance.now() - before).toBeGreaterThan(95);
    expect(await client.next()).toBe('{"n":1}');
  });

  it('is throttled by slow-client, and so are those that follow to the same client', async () => {
    const { post, faults } = await posting({ 'slow-client': 1 });
    expect(await post(1)).toBe('throttled');
    faults.change({});
    expect(await post(2)).toBe('throttled');
    expect(faults.struck.get('slow-client')).toBe(1);
  });

  it('is lost by post-drop, though it is answered as sent', async () => {
    const { client, post } = await posting({ 'post-drop': 1 });
    expect(await post(1)).toBe('posted');
    client.ws.send('{"action":"ping"}');
    expect(await client.next()).toBe('{"type":"pong"}');
  });

  it('comes twice by post-double', async () => {
    const { client, post } = await posting({ 'post-double': 1 });
    await post(1);
    expect([await client.next(), await client.next()]).toEqual(['{"n":1}', '{"n":1}']);
  });

  it('comes after the next one by post-swap, and alone if none follows', async () => {
    const { client, post, faults } = await posting({ 'post-swap': 1 });
    await post(1);
    await post(2);
    expect([await client.next(), await client.next()]).toEqual(['{"n":2}', '{"n":1}']);
    await post(3);
    expect(await client.next()).toBe('{"n":3}');
    // What went alone changed places with nothing, and is not counted.
    expect(faults.struck.get('post-swap')).toBe(1);
  });
});

describe('a connection', () => {
  it('ends without $disconnect by lose-disconnect', async () => {
    const faults = new Faults({ 'lose-disconnect': 1 }, 1);
    const run = await start({}, { faults });
    (await known(run)).ws.close();
    await until(() => faults.struck.get('lose-disconnect') === 1);
    expect(run.events.disconnect).toBeUndefined();
  });

  it('is not there yet for as long as slow-upgrade says, though $connect has returned', async () => {
    const faults = new Faults({ 'slow-upgrade': 150 }, 1);
    const run = await start({}, { faults });
    const began = performance.now();
    const connecting = known(run);
    await until(() => run.events.connect !== undefined);
    const { connectionId } = run.events.connect?.[0].requestContext ?? {};
    expect(await run.gateway.connections.post(connectionId, numbered(1))).toBe('gone');
    const client = await connecting;
    expect(performance.now() - began).toBeGreaterThan(149);
    expect(await run.gateway.connections.post(connectionId, numbered(2))).toBe('posted');
    expect(await client.next()).toBe('{"n":2}');
    expect(faults.struck.get('slow-upgrade')).toBe(1);
  });

  it('takes its $connect back if the client leaves during a slow upgrade', async () => {
    const run = await start({}, { faults: new Faults({ 'slow-upgrade': 200 }, 1) });
    const socket = upgradeByHand(run.socketUrl);
    await until(() => run.events.connect !== undefined);
    socket.destroy();
    await until(() => run.events.disconnect !== undefined);
  });

  it('drops without a close frame by drop-socket', async () => {
    const run = await withFaults({ 'drop-socket': 5 });
    const { closed } = await known(run);
    expect((await closed).code).toBe(1006);
    await until(() => run.events.disconnect !== undefined);
    expect(run.events.disconnect?.[0].requestContext.disconnectStatusCode).toBe(1006);
  });
});

describe('the store', () => {
  it('tells of a failure by dynamodb-fail-after-write, and yet the write took effect', async () => {
    const faults = new Faults({ 'dynamodb-fail-after-write': 1 }, 1);
    let written = 0;
    let status = 200;
    const store = async ({ headers }: HttpRequest) => {
      if (String(headers['x-amz-target']).endsWith('.PutItem') && status === 200) written += 1;
      return { status, body: '{}' };
    };
    const { httpUrl } = await start({}, { services: [faultyDynamodb(store, faults)] });
    const call = async (operation: string) => {
      const headers = { 'X-Amz-Target': `DynamoDB_20120810.${operation}` };
      const response = await fetch(httpUrl, { method: 'POST', headers, body: '{}' });
      return [
        response.status,
        z.object({ __type: z.string().optional() }).parse(await response.json()).__type,
      ];
    };
    expect(await call('PutItem')).toEqual([500, expect.stringContaining('#InternalServerError')]);
    expect(written).toBe(1);
    expect(await call('GetItem')).toEqual([200, undefined]);
    // A write that was refused took no effect.
    status = 400;
    expect(await call('PutItem')).toEqual([400, undefined]);
    expect(faults.struck.get('dynamodb-fail-after-write')).toBe(1);
  });

  it('throttles and dawdles as the SDK knows it from DynamoDB', async () => {
    const faults = new Faults({ 'dynamodb-throttle': 0.5, 'dynamodb-delay': 50 }, 3);
    const healthy = async () => ({ status: 200, body: '{"TableNames":[]}' });
    const { httpUrl } = await start({}, { services: [faultyDynamodb(healthy, faults)] });
    const client = new DynamoDBClient({
      endpoint: httpUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const outcomes = new Set<string>();
    const before = performance.now();
    for (let i = 0; i < 10; i += 1)
      await client.send(new ListTablesCommand()).then(
        () => outcomes.add('ok'),
        error => outcomes.add(error.name),
      );
    expect(performance.now() - before).toBeGreaterThan(450);
    expect([...outcomes].sort()).toEqual(['ProvisionedThroughputExceededException', 'ok']);
    client.destroy();
  });
});
