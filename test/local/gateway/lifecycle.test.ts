import { afterEach, describe, expect, it } from 'vitest';
import { createGateway } from '../../../local/gateway/gateway.ts';
import type { LambdaContext } from '../../../local/lambda/function.ts';
import { inProcessInvoker } from '../../../local/lambda/invoker.ts';
import type { AnyEvent } from './harness.ts';
import { connect, known, refused, start, stopAll, until, upgradeByHand } from './harness.ts';

afterEach(stopAll);

const ending = (event: AnyEvent) => [
  event.requestContext.disconnectStatusCode,
  event.requestContext.disconnectReason,
];

describe('$disconnect', () => {
  it('tells the code and the reason that the client closed with', async () => {
    const run = await start();
    const { ws, connectionId } = await known(run);
    ws.close(4001, 'enough');
    await until(() => run.events.disconnect !== undefined);
    const [event] = run.events.disconnect ?? [];
    expect(ending(event)).toEqual([4001, 'enough']);
    expect(event).toMatchObject({
      headers: { Host: run.host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
      requestContext: { connectionId, routeKey: '$disconnect', eventType: 'DISCONNECT' },
      isBase64Encoded: false,
    });
  });

  it('tells 1005 where the close frame had no code, and 1006 where the network went away', async () => {
    const run = await start();
    (await known(run)).ws.close();
    await until(() => run.events.disconnect?.length === 1);
    (await known(run)).ws.terminate();
    await until(() => run.events.disconnect?.length === 2);
    expect(run.events.disconnect?.map(ending)).toEqual([
      [1005, 'Client-side close frame status not set'],
      [1006, 'Connection closed abnormally'],
    ]);
  });

  it('runs once, also where the client never answers the close frame', async () => {
    const run = await start({}, { rules: { closeTimeoutMs: 50 } });
    upgradeByHand(run.host);
    await until(() => run.events.connect !== undefined);
    const connectionId = run.events.connect?.[0].requestContext.connectionId;
    await until(() => run.gateway.connections.disconnect(connectionId));
    expect(run.gateway.connections.post(connectionId, 'x')).toBe('gone');
    await until(() => run.events.disconnect !== undefined);
    expect(run.events.disconnect?.map(event => event.requestContext.disconnectStatusCode)).toEqual([1000]);
  });
});

describe('a handler', () => {
  it('is given a Lambda context: ids, memory, and the time it has left', async () => {
    const contexts: LambdaContext[] = [];
    const { socketUrl } = await start({
      echo: (_event, context) => {
        contexts.push(context);
        return { statusCode: 200, body: String(context.getRemainingTimeInMillis()) };
      },
    });
    const { ws, next } = await connect(socketUrl);
    ws.send('{"action":"echo"}');
    const left = Number(await next());
    expect(left).toBeLessThanOrEqual(3_000);
    expect(left).toBeGreaterThan(2_500);
    expect(contexts[0]).toMatchObject({
      functionName: 'echo',
      memoryLimitInMB: '128',
      awsRequestId: expect.any(String),
    });
  });
});

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
    const { gateway } = await start();
    await Promise.all([gateway.close(), gateway.close()]);
  });
});

it('a taken port rejects with the error of Node', async () => {
  const { host } = await start();
  const gateway = createGateway({ routes: [], invoker: inProcessInvoker({}) });
  await expect(gateway.listen(Number(host.split(':')[1]))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await gateway.close();
});
