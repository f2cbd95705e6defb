/** What a frame runs, and what its sender hears. */
import { expect } from 'vitest';
import { FUNCTION_ROUTES, MOCK_ROUTE } from '../../../tools/gateway-probe/routes.ts';
import { rule, withKnobs, withProbe } from './rule.ts';

rule('MOCK', 'answers without any function', async stage => {
  const { ws, next } = await stage.connect();
  ws.send('{"action":"ping","id":"1"}');
  expect(await next()).toBe('{"type":"pong"}');
});

rule(
  'reserved routes',
  'are not selectable: an action of $connect, $disconnect or $default is an unknown one',
  async stage => {
    const { ws, next, closed } = await stage.connect();
    const answerTo = async (action: string) => {
      ws.send(JSON.stringify({ action }));
      const { event, code } = JSON.parse(await next());
      return event?.requestContext.routeKey ?? code;
    };
    const unknown = await answerTo('nowhere');
    expect(unknown).toEqual(expect.any(String));
    for (const action of ['$connect', '$disconnect', '$default'])
      expect(await answerTo(action), action).toBe(unknown);
    expect(ws.readyState).toBe(ws.OPEN);
    ws.close();
    await closed;
  },
);

withProbe('route selection', 'goes by the action, and everything else goes to $default', async stage => {
  const { ask } = await stage.known();
  expect(await ask({ action: 'echo', n: 1 })).toEqual({ action: 'echo', n: 1 });
  const others = [
    'not json',
    'null',
    '["echo"]',
    '"echo"',
    '{}',
    '{"action":7}',
    '{"action":"nowhere"}',
    '{"action":"constructor"}',
    '{"__proto__":{"action":"echo"}}',
  ];
  for (const body of others) {
    const { event } = await ask(body);
    expect([event.requestContext.routeKey, event.body]).toEqual(['$default', body]);
  }
});

withKnobs(
  'route selection',
  'without a $default, a frame that no route takes is answered by Forbidden',
  async start => {
    const routes = [...FUNCTION_ROUTES.filter(({ routeKey }) => routeKey !== '$default'), MOCK_ROUTE];
    const stage = await start({ routes });
    const { ask, connectionId } = await stage.known();
    expect(await ask('hi')).toEqual({ message: 'Forbidden', connectionId, requestId: expect.any(String) });
  },
);

withProbe('message event', 'has a body and a request context, and no headers', async stage => {
  const { ask, connectionId } = await stage.known();
  const { event } = await ask({ action: 'mirror' });
  expect(Object.keys(event).sort()).toEqual(['body', 'bytes', 'isBase64Encoded', 'requestContext']);
  expect(event).toMatchObject({
    body: '{"action":"mirror"}',
    isBase64Encoded: false,
    requestContext: {
      routeKey: 'mirror',
      eventType: 'MESSAGE',
      connectionId,
      messageId: expect.any(String),
      requestId: expect.any(String),
      connectedAt: expect.any(Number),
    },
  });
  const again = await ask({ action: 'mirror' });
  expect(again.event.requestContext.requestId).not.toBe(event.requestContext.requestId);
});

withProbe('one-way route', 'runs, and is silent', async stage => {
  const watcher = await stage.watcher();
  const { ws, ask } = await stage.known({ watcher: watcher.id });
  ws.send('{"action":"whisper"}');
  await watcher.saw('whisper');
  expect(await ask({ action: 'echo' })).toEqual({ action: 'echo' });
});

withProbe(
  'integration failure',
  'is told as Internal server error, with ids and nothing of what went wrong',
  async stage => {
    const { ask, connectionId } = await stage.known();
    for (const how of ['throw', 'nothing', 'status as text', 'too much'])
      expect(await ask({ action: 'fail', how }), how).toEqual({
        message: 'Internal server error',
        connectionId,
        requestId: expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/),
      });
  },
);

withProbe('concurrent frames', 'of one connection do not wait for each other', async stage => {
  const { ws, read } = await stage.known();
  ws.send('{"action":"wait","ms":1000}');
  ws.send('{"action":"echo","fast":1}');
  expect(await read()).toMatchObject({ fast: 1 });
  expect(await read()).toMatchObject({ ms: 1_000 });
});

withProbe('Lambda context', 'has ids, memory, and the time that is left', async stage => {
  const { ask } = await stage.known();
  const { context } = await ask({ action: 'mirror' });
  expect(context).toMatchObject({
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: expect.stringContaining('mirror'),
    memoryLimitInMB: '256',
  });
  expect(context.remaining).toBeLessThanOrEqual(29_000);
  expect(context.remaining).toBeGreaterThan(20_000);
});

withKnobs(
  'integrationTimeoutMs',
  'a function that takes longer is told as Endpoint request timed out',
  async start => {
    const stage = await start({ rules: { integrationTimeoutMs: 200 } });
    const { ask, connectionId } = await stage.known();
    expect(await ask({ action: 'wait', ms: 2_000 })).toEqual({
      message: 'Endpoint request timed out',
      connectionId,
      requestId: expect.any(String),
    });
  },
);

withKnobs(
  'lambdaConcurrency',
  'a function without a free sandbox fails: a frame as any, an upgrade with 500',
  async start => {
    const stage = await start({ invoker: { reserved: { wait: 1 } } });
    const { ws, read } = await stage.known();
    ws.send('{"action":"wait","ms":300}');
    ws.send('{"action":"wait","ms":300}');
    expect(await read()).toMatchObject({ message: 'Internal server error' });
    const full = await start({ invoker: { reserved: { connect: 0 } } });
    expect(await full.refused()).toMatchObject({ status: 500 });
  },
);
