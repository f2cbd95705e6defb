/** From an HTTP upgrade to an open connection, or to the answer that refuses it. */
import { once } from 'node:events';
import { expect } from 'vitest';
import { connect, refused, upgradeByHand, WEBSOCKET_HEADERS } from '../../support/gateway-client.ts';
import { rule, withKnobs, withProbe } from './rule.ts';

rule('path', 'is the stage, with or without a slash at its end', async stage => {
  const [path = '', query] = stage.address().split('?');
  await stage.connect();
  await stage.connectTo(query === undefined ? `${path}/` : `${path}/?${query}`);
});

rule('path', 'any other than the stage is refused with 403', async stage => {
  const { origin } = new URL(stage.url);
  for (const path of ['/', '/other', `/${stage.name}/x`, `/${stage.name}//`])
    expect(await refused(`${origin}${path}`)).toMatchObject({
      status: 403,
      body: expect.stringContaining('"Forbidden"'),
    });
});

rule('handshake', 'what is no WebSocket upgrade is refused with 400', async stage => {
  for (const headers of [[], ['Sec-WebSocket-Version: 13'], WEBSOCKET_HEADERS.slice(1)]) {
    const [answer] = await once(upgradeByHand(stage.address(), headers), 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 4\d\d /);
  }
});

withKnobs('handshake', 'as HTTP/1.0, without a Host, or with a body is refused with 400', async start => {
  const stage = await start();
  const watcher = await stage.watcher();
  const address = stage.address({ watcher: watcher.id });
  for (const [line, ...headers] of [
    ['HTTP/1.0', ...WEBSOCKET_HEADERS],
    ['HTTP/1.1', 'Host:', ...WEBSOCKET_HEADERS],
    ['HTTP/1.1', ...WEBSOCKET_HEADERS, 'Content-Length: 2'],
    ['HTTP/1.1', ...WEBSOCKET_HEADERS, 'Transfer-Encoding: chunked'],
  ]) {
    const [answer] = await once(upgradeByHand(address, headers, line), 'data');
    expect(String(answer), headers.at(-1)).toMatch(/^HTTP\/1.1 400 /);
  }
  expect(await watcher.count('authorizer')).toBe(0);
});

rule('urlLength', 'over 4,096 characters is refused', async stage => {
  const taken = stage.address({ x: '' }).length - stage.origin.length;
  await stage.connect({ x: 'x'.repeat(4_000 - taken) });
  expect((await stage.refused({ x: 'x'.repeat(4_097) })).status).toBe(414);
});

withProbe(
  '$connect event',
  'has headers, query and request context, each as API Gateway spells it',
  async stage => {
    const watcher = await stage.watcher();
    const before = Date.now() - 60_000;
    const headers = [...WEBSOCKET_HEADERS, 'Content-Length: 0', 'X-Twice: 1', 'X-Twice: 2'];
    upgradeByHand(`${stage.address({ watcher: watcher.id, a: '1' })}&a=2&b=%C3%A9`, headers);
    const { event } = await watcher.saw('connect');
    const { host } = new URL(stage.url);
    expect(event).toMatchObject({
      headers: { Host: host, 'Sec-WebSocket-Version': '13', 'X-Twice': '2' },
      multiValueHeaders: { Host: [host], 'X-Twice': ['1', '2'] },
      queryStringParameters: { a: '2', b: 'é' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['é'] },
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        messageDirection: 'IN',
        stage: stage.name,
        domainName: host,
        apiId: expect.any(String),
        identity: { sourceIp: expect.any(String) },
      },
      isBase64Encoded: false,
    });
    const names = Object.keys(event.headers).map(name => name.toLowerCase());
    for (const hop of ['connection', 'upgrade', 'content-length']) expect(names).not.toContain(hop);
    const { requestContext } = event;
    expect(requestContext.connectionId).toMatch(/^[A-Za-z0-9_-]{10,}={0,2}$/);
    expect(requestContext.extendedRequestId).toBe(requestContext.requestId);
    expect(requestContext.requestTime).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(requestContext.connectedAt).toBeGreaterThan(before);
    expect(requestContext.requestTimeEpoch).toBeGreaterThanOrEqual(requestContext.connectedAt);
  },
);

withProbe(
  'subprotocol',
  'is the one that $connect returned; without one a client that offered some gives up',
  async stage => {
    const { ws } = await stage.connect({ subprotocol: 'messaging.v1' }, ['messaging.v1', 'bearer.abc']);
    expect(ws.protocol).toBe('messaging.v1');
    await expect(connect(stage.address(), ['messaging.v1'])).rejects.toThrow('Server sent no subprotocol');
  },
);

withProbe(
  '$connect status',
  'other than 2xx refuses the upgrade with that status, and no $disconnect follows',
  async stage => {
    const watcher = await stage.watcher();
    expect(await stage.refused({ watcher: watcher.id, connect: '418' })).toMatchObject({ status: 418 });
    expect(await watcher.count('disconnect')).toBe(0);
    await stage.connect({ connect: '201' });
  },
);

withProbe(
  '$connect failure',
  'a function that throws or returns nothing usable refuses the upgrade with 502',
  async stage => {
    for (const how of ['throw', 'nothing', 'text', 'empty', 'status as text', 'body as object']) {
      const answer = await stage.refused({ connect: how });
      expect(answer, how).toMatchObject({ status: 502 });
      expect(answer.body).not.toContain('secret');
    }
  },
);

withProbe('not before $connect', 'a post inside $connect finds the connection gone', async stage => {
  const watcher = await stage.watcher();
  const { connectionId } = await stage.known({ watcher: watcher.id, connect: 'post' });
  expect(await watcher.saw('connect')).toMatchObject({
    posted: 'GoneException',
    event: { requestContext: { connectionId } },
  });
});

withKnobs('integrationTimeoutMs', 'a $connect that takes longer is refused with 504', async start => {
  const stage = await start({ rules: { integrationTimeoutMs: 100 } });
  expect(await stage.refused({ connect: 'wait:2000' })).toMatchObject({
    status: 504,
    body: '{"message":"Endpoint request timed out"}',
  });
});

withKnobs('left during $connect', 'what it wrote is taken back by a $disconnect', async start => {
  const stage = await start();
  const watcher = await stage.watcher();
  const socket = upgradeByHand(stage.address({ watcher: watcher.id, connect: 'wait:200' }));
  const { event } = await watcher.saw('connect');
  socket.resetAndDestroy();
  expect((await watcher.saw('disconnect')).event.requestContext).toMatchObject({
    connectionId: event.requestContext.connectionId,
    disconnectStatusCode: 1006,
  });
});
