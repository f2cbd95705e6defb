import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPort } from '../../../emulator/http/http-port.ts';
import { connect, refused, until } from '../../support/gateway-client.ts';
import type { AnyEvent } from './harness.ts';
import { start, stopAll } from './harness.ts';

afterEach(stopAll);

const ending = (event: AnyEvent) => [
  event.requestContext.disconnectStatusCode,
  event.requestContext.disconnectReason,
];

describe('a gateway that closes', () => {
  it('tells every client 1001, runs every $disconnect, and waits for what is under way', async () => {
    let answered = false;
    const run = await start({
      echo: async () => {
        await new Promise(resolve => setTimeout(resolve, 100));
        answered = true;
        return { statusCode: 200 };
      },
      disconnect: () => new Promise(resolve => setTimeout(resolve, 50, { statusCode: 200 })),
    });
    const clients = await Promise.all([1, 2, 3].map(() => connect(run.socketUrl)));
    clients[0]?.ws.send('{"action":"echo"}');
    await until(() => run.events.echo !== undefined);
    await run.gateway.close();
    expect(answered).toBe(true);
    expect(run.events.disconnect?.map(ending)).toEqual(Array(3).fill([1001, 'Going away']));
    for (const { closed } of clients) expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
    await expect(connect(run.socketUrl)).rejects.toThrow('ECONNREFUSED');
  });

  it('sends its farewell to every client before the close', async () => {
    const run = await start({}, { farewell: '{"type":"bye"}' });
    const clients = await Promise.all([1, 2].map(() => connect(run.socketUrl)));
    await run.gateway.close();
    for (const { next, closed } of clients) {
      expect(await next()).toBe('{"type":"bye"}');
      expect((await closed).code).toBe(1001);
    }
  });

  it('takes back a $connect that was under way', async () => {
    let release = () => {};
    const run = await start({
      connect: () =>
        new Promise(resolve => {
          release = () => resolve({ statusCode: 200 });
        }),
    });
    const late = refused(run.socketUrl);
    await until(() => run.events.connect !== undefined);
    const closed = run.gateway.close();
    release();
    expect(await late).toMatchObject({ status: 503 });
    await closed;
    expect(run.events.disconnect).toHaveLength(1);
  });

  it('closes twice as well as once', async () => {
    const run = await start();
    const client = await connect(run.socketUrl);
    await Promise.all([run.gateway.close(), run.gateway.close()]);
    await run.gateway.close();
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(run.events.disconnect).toHaveLength(1);
    await expect(connect(run.socketUrl)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a wall clock that steps back by an hour', () => {
  afterEach(() => vi.restoreAllMocks());

  const stepBack = () => {
    const wall = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => wall() - 3_600_000);
  };

  it('keeps no idle connection open', async () => {
    const run = await start({}, { rules: { idleMs: 200 } });
    const { closed } = await connect(run.socketUrl);
    stepBack();
    const stepped = performance.now();
    expect((await closed).code).toBe(1001);
    expect(performance.now() - stepped).toBeLessThan(2_000);
  });

  it('keeps no old connection open, and shows no age that is below zero', async () => {
    const run = await start({}, { rules: { lifetimeMs: 200 } });
    const { closed } = await connect(run.socketUrl);
    stepBack();
    expect(run.gateway.traffic.connectionSeconds).toBeGreaterThanOrEqual(0);
    expect((await closed).code).toBe(1001);
  });

  it('does not give a slow function an hour more', async () => {
    const run = await start({ echo: () => new Promise(() => {}) }, { rules: { integrationTimeoutMs: 100 } });
    const { ws, next } = await connect(run.socketUrl);
    stepBack();
    ws.send('{"action":"echo"}');
    expect(await next()).toContain('Endpoint request timed out');
  });
});

it('a taken port rejects with the error of Node', async () => {
  const { host } = await start();
  await expect(openPort(Number(host.split(':')[1]))).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
