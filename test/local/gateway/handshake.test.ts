import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { AnyEvent } from './harness.ts';
import {
  AUTHORIZER,
  allow,
  connect,
  refused,
  start,
  stopAll,
  until,
  upgradeByHand,
  WEBSOCKET_HEADERS,
} from './harness.ts';

afterEach(stopAll);

const policy = (Effect: string, Resource: string | string[]) => ({
  principalId: 'alice',
  policyDocument: { Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] },
});

describe('the upgrade', () => {
  it('is refused with 403 at any path but the stage', async () => {
    const { host, events } = await start();
    for (const path of ['/', '/other', '/local/', '/local/x', '//'])
      expect(await refused(`ws://${host}${path}`)).toEqual({
        status: 403,
        errorType: 'ForbiddenException',
        body: '{"message":"Forbidden"}',
      });
    expect(events.connect).toBeUndefined();
  });

  it('is refused with 400 where it is not a WebSocket upgrade, before any function runs', async () => {
    const { host, events } = await start();
    for (const headers of [[], ['Sec-WebSocket-Version: 13'], WEBSOCKET_HEADERS.slice(1)]) {
      const [answer] = await once(upgradeByHand(host, '/local', headers), 'data');
      expect(String(answer)).toMatch(/^HTTP\/1.1 400 Bad Request/);
    }
    expect(events.connect).toBeUndefined();
  });

  it('is refused with 414 where its URL is longer than 4,096 characters', async () => {
    const { socketUrl } = await start();
    await connect(`${socketUrl}?x=${'x'.repeat(4_080)}`);
    expect(await refused(`${socketUrl}?x=${'x'.repeat(4_097)}`)).toMatchObject({ status: 414 });
  });

  it('runs $connect with the event that API Gateway would build', async () => {
    const { host, events } = await start();
    const before = Date.now();
    const headers = [...WEBSOCKET_HEADERS, 'Sec-WebSocket-Protocol: x', 'X-Twice: 1', 'X-Twice: 2'];
    await once(upgradeByHand(host, '/local?a=1&a=2&b=%C3%A9', headers), 'data');
    const [event] = events.connect ?? [];
    expect(event).toMatchObject({
      headers: { Host: host, 'Sec-WebSocket-Version': '13', 'X-Forwarded-For': '127.0.0.1', 'X-Twice': '2' },
      multiValueHeaders: { Host: [host], 'X-Twice': ['1', '2'], 'Sec-WebSocket-Protocol': ['x'] },
      queryStringParameters: { a: '2', b: 'é' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['é'] },
      requestContext: {
        routeKey: '$connect',
        eventType: 'CONNECT',
        messageDirection: 'IN',
        stage: 'local',
        apiId: 'local',
        domainName: host,
        identity: { sourceIp: '127.0.0.1' },
      },
      isBase64Encoded: false,
    });
    expect(Object.keys(event.headers).map(name => name.toLowerCase())).not.toContain('connection');
    const { requestContext } = event;
    expect(requestContext.connectionId).toMatch(/^[A-Za-z0-9_-]{15}=$/);
    expect(requestContext.requestId).toMatch(/^[A-Za-z0-9_-]{15}=$/);
    expect(requestContext.extendedRequestId).toBe(requestContext.requestId);
    expect(requestContext.requestTime).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(requestContext.connectedAt).toBeGreaterThanOrEqual(before);
    expect(requestContext.requestTimeEpoch).toBeGreaterThanOrEqual(requestContext.connectedAt);
  });

  it('leaves the query members out where there is no query', async () => {
    const { socketUrl, events } = await start();
    await connect(socketUrl);
    expect(Object.keys(events.connect?.[0])).not.toContain('queryStringParameters');
  });

  it('selects the subprotocol that $connect returned', async () => {
    const { socketUrl } = await start({
      connect: () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'messaging.v1' } }),
    });
    const { ws } = await connect(socketUrl, ['messaging.v1', 'bearer.abc']);
    expect(ws.protocol).toBe('messaging.v1');
  });

  it('selects none where $connect named none, so that a client which offered some gives up', async () => {
    const { socketUrl } = await start();
    await expect(connect(socketUrl, ['messaging.v1'])).rejects.toThrow('Server sent no subprotocol');
  });

  it('is refused with the status that $connect returned', async () => {
    const { socketUrl, events } = await start({ connect: () => ({ statusCode: 418, body: 'no coffee' }) });
    expect(await refused(socketUrl)).toMatchObject({ status: 418, body: 'no coffee' });
    expect(events.disconnect).toBeUndefined();
  });

  it('is refused with 502 where $connect throws or returns nothing usable', async () => {
    const throwing = await start({ connect: () => Promise.reject(new Error('secret')) });
    const answer = await refused(throwing.socketUrl);
    expect(answer).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
    expect(throwing.failures).toEqual(['connect']);
    for (const nothing of [undefined, 'ok', {}, { statusCode: '200' }, { statusCode: 200, body: {} }]) {
      const { socketUrl } = await start({ connect: () => nothing });
      expect(await refused(socketUrl)).toMatchObject({ status: 502 });
    }
  });

  it('takes back what $connect wrote where the client left meanwhile', async () => {
    let release = () => {};
    const { host, events } = await start({
      connect: () =>
        new Promise(resolve => {
          release = () => resolve({ statusCode: 200 });
        }),
    });
    const socket = upgradeByHand(host);
    await until(() => events.connect !== undefined);
    socket.resetAndDestroy();
    await new Promise(resolve => setTimeout(resolve, 20));
    release();
    await until(() => events.disconnect !== undefined);
    expect(events.disconnect?.[0].requestContext).toMatchObject({
      connectionId: events.connect?.[0].requestContext.connectionId,
      disconnectStatusCode: 1006,
    });
  });
});

describe('the authorizer', () => {
  it('is asked before $connect, with a REQUEST event', async () => {
    const { socketUrl, events } = await start({}, { authorizer: AUTHORIZER });
    await connect(`${socketUrl}?token=t`, [], { headers: { Authorization: 'Bearer t' } });
    expect(events.authorizer?.[0]).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringMatching(/^arn:aws:execute-api:us-east-1:\d{12}:local\/local\/\$connect$/),
      headers: { Authorization: 'Bearer t' },
      queryStringParameters: { token: 't' },
      requestContext: { routeKey: '$connect', eventType: 'CONNECT', stage: 'local' },
    });
    expect(events.connect?.[0].requestContext.connectionId).toBe(
      events.authorizer?.[0].requestContext.connectionId,
    );
  });

  it('has its context delivered with every later event, numbers and booleans kept', async () => {
    const context = { userId: 'u1', exp: 17, admin: false };
    const run = await start({ authorizer: () => allow(context) }, { authorizer: AUTHORIZER });
    const { ws, next } = await connect(run.socketUrl);
    ws.send('{"action":"echo"}');
    await next();
    ws.close();
    await until(() => run.events.disconnect !== undefined);
    for (const name of ['connect', 'echo', 'disconnect'])
      expect(run.events[name]?.[0].requestContext.authorizer).toEqual({
        ...context,
        principalId: 'alice',
        integrationLatency: expect.any(Number),
      });
  });

  it('refuses with 401 by throwing Unauthorized', async () => {
    const authorizer = () => Promise.reject(new Error('Unauthorized'));
    const { socketUrl, events, failures } = await start({ authorizer }, { authorizer: AUTHORIZER });
    expect(await refused(socketUrl)).toEqual({
      status: 401,
      errorType: 'UnauthorizedException',
      body: '{"message":"Unauthorized"}',
    });
    expect(events.connect).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('refuses with 403 by a policy that denies, or that allows something else', async () => {
    const body = (why: string) =>
      JSON.stringify({ message: `User is not authorized to access this resource${why}` });
    const arn = 'arn:aws:execute-api:us-east-1:*:local/local/$connect';
    for (const [answer, why] of [
      [policy('Deny', '*'), ' with an explicit deny'],
      [policy('Allow', 'arn:aws:execute-api:us-east-1:*:other/*'), ''],
      [{ ...allow(), policyDocument: { Statement: [] } }, ''],
      [
        {
          principalId: 'a',
          policyDocument: {
            Statement: [
              { Effect: 'Allow', Action: ['execute-api:*'], Resource: [arn] },
              { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: arn },
            ],
          },
        },
        ' with an explicit deny',
      ],
    ] as const) {
      const { socketUrl } = await start({ authorizer: () => answer }, { authorizer: AUTHORIZER });
      expect(await refused(socketUrl)).toMatchObject({ status: 403, body: body(why) });
    }
    const { socketUrl } = await start({ authorizer: () => policy('Allow', arn) }, { authorizer: AUTHORIZER });
    await connect(socketUrl);
  });

  it('answers 500 where it fails otherwise, or where its answer is malformed', async () => {
    const answers: (() => AnyEvent)[] = [
      () => Promise.reject(new Error('boom')),
      () => undefined,
      () => ({ ...allow(), principalId: undefined }),
      () => allow({ groups: ['admins'] }),
      () => policy('Perhaps', '*'),
      () => allow({ much: 'x'.repeat(8_192) }),
    ];
    for (const authorizer of answers) {
      const { socketUrl, failures } = await start({ authorizer }, { authorizer: AUTHORIZER });
      expect(await refused(socketUrl)).toMatchObject({
        status: 500,
        body: '{"message":"Internal server error"}',
      });
      expect(failures).toEqual(['authorizer']);
    }
  });
});
