import { request as httpRequest } from 'node:http';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, known, start, stopAll, until } from './harness.ts';

afterEach(stopAll);

const clientOf = (httpUrl: string, key = 'local', secret = key, stage = 'local', region = 'us-east-1') =>
  new ApiGatewayManagementApiClient({
    endpoint: `${httpUrl}/${stage}`,
    region,
    credentials: { accessKeyId: key, secretAccessKey: secret },
    maxAttempts: 1,
  });

const ABSENT = 'AAAAAAAAAAAAAAA=';
const status = (httpStatusCode: number) => ({ $metadata: expect.objectContaining({ httpStatusCode }) });

async function raw(url: string, method: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; errorType: unknown; body: string }>((resolve, reject) => {
    httpRequest(url, { method, headers }, async response => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, errorType: response.headers['x-amzn-errortype'], body });
    })
      .on('error', reject)
      .end();
  });
}

describe('PostToConnection', () => {
  it('reaches the client, with either key pair and from any region', async () => {
    const run = await start();
    const { next, connectionId: ConnectionId } = await known(run);
    for (const client of [
      clientOf(run.httpUrl),
      clientOf(run.httpUrl, 'test'),
      clientOf(run.httpUrl, 'local', 'local', 'local', 'eu-west-3'),
    ]) {
      const answer = await client.send(new PostToConnectionCommand({ ConnectionId, Data: '{"hi":"é"}' }));
      expect(answer.$metadata.httpStatusCode).toBe(200);
      expect(await next()).toBe('{"hi":"é"}');
    }
  });

  it('reaches the client also as the AWS CLI and boto3 write the path, with a bare @', async () => {
    const run = await start();
    const { next, connectionId: ConnectionId } = await known(run);
    const client = clientOf(run.httpUrl);
    client.middlewareStack.add(
      proceed => args => {
        const { request } = args;
        if (typeof request === 'object' && request !== null && 'path' in request)
          request.path = String(request.path).replace('%40', '@');
        return proceed(args);
      },
      { step: 'build', priority: 'low' },
    );
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'hi' }));
    expect(await next()).toBe('hi');
  });

  it('of what is not UTF-8 arrives as text, and the connection lives', async () => {
    const run = await start();
    const { next, connectionId: ConnectionId } = await known(run);
    const client = clientOf(run.httpUrl);
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from([0x61, 0xff]) }));
    expect(await next()).toBe('a\ufffd');
  });

  it('to a connection that is gone, or never was, is a GoneException', async () => {
    const run = await start();
    const { ws, connectionId } = await known(run);
    ws.close();
    await until(() => run.events.disconnect !== undefined);
    for (const ConnectionId of [connectionId, ABSENT, 'nonsense'])
      await expect(
        clientOf(run.httpUrl).send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })),
      ).rejects.toMatchObject({ name: 'GoneException', ...status(410) });
  });

  it('to what could be no connection id is a BadRequestException', async () => {
    const run = await start();
    for (const ConnectionId of ['%', '../..', 'abc', 'AAAA=', 'é'])
      await expect(
        clientOf(run.httpUrl).send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })),
      ).rejects.toMatchObject({
        name: 'BadRequestException',
        message: `Invalid connectionId: ${ConnectionId}`,
        ...status(400),
      });
  });

  it('inside $connect is a GoneException: the connection does not exist yet', async () => {
    const results: unknown[] = [];
    const run = await start({
      connect: event => {
        const { connectionId } = Object(event).requestContext;
        results.push(run.gateway.connections.post(connectionId, 'too soon'));
        return { statusCode: 200 };
      },
    });
    const { connectionId, next } = await known(run);
    expect(results).toEqual(['gone']);
    expect(run.gateway.connections.post(connectionId, 'now')).toBe('posted');
    expect(await next()).toBe('now');
  });

  it('of 128 KB arrives; of one byte more is a PayloadTooLargeException', async () => {
    const run = await start();
    const { next, connectionId: ConnectionId } = await known(run);
    const client = clientOf(run.httpUrl);
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(131_072) }));
    expect(await next()).toHaveLength(131_072);
    await expect(
      client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(131_073) })),
    ).rejects.toMatchObject({ name: 'PayloadTooLargeException', ...status(413) });
  });

  it('to a client that does not read is a LimitExceededException once its buffer is full', async () => {
    const run = await start();
    const { ws, connectionId: ConnectionId } = await known(run);
    const brisk = await known(run);
    ws.pause();
    const body = Buffer.alloc(100_000, 'x');
    let posted = 0;
    while (run.gateway.connections.post(ConnectionId, body) === 'posted') posted += 1;
    expect(posted).toBeGreaterThanOrEqual(10);
    await expect(
      clientOf(run.httpUrl).send(new PostToConnectionCommand({ ConnectionId, Data: body })),
    ).rejects.toMatchObject({ name: 'LimitExceededException', ...status(429) });
    expect(run.gateway.connections.post(brisk.connectionId, body)).toBe('posted');
    expect(await brisk.next()).toHaveLength(100_000);
    let received = 0;
    ws.on('message', () => {
      received += 1;
    });
    ws.resume();
    await until(() => received === posted);
    expect(run.gateway.connections.post(ConnectionId, body)).toBe('posted');
  });
});

describe('GetConnection', () => {
  it('tells when the connection began, when it last did something, and who it is', async () => {
    const run = await start();
    const { ws, next } = await connect(run.socketUrl, [], { headers: { 'User-Agent': 'tester' } });
    ws.send('{"action":"echo"}');
    await next();
    const { connectionId: ConnectionId, connectedAt } = run.events.connect?.[0].requestContext ?? {};
    const found = await clientOf(run.httpUrl).send(new GetConnectionCommand({ ConnectionId }));
    expect(found).toMatchObject({
      ConnectedAt: new Date(connectedAt),
      Identity: { SourceIp: '127.0.0.1', UserAgent: 'tester' },
    });
    expect(found.LastActiveAt?.getTime()).toBeGreaterThanOrEqual(connectedAt);
    await expect(
      clientOf(run.httpUrl).send(new GetConnectionCommand({ ConnectionId: ABSENT })),
    ).rejects.toMatchObject({ name: 'GoneException' });
  });
});

describe('DeleteConnection', () => {
  it('closes the connection and runs its $disconnect', async () => {
    const run = await start();
    const { closed, connectionId: ConnectionId } = await known(run);
    const client = clientOf(run.httpUrl);
    const answer = await client.send(new DeleteConnectionCommand({ ConnectionId }));
    expect(answer.$metadata.httpStatusCode).toBe(204);
    expect(await closed).toEqual({ code: 1000, reason: '' });
    await until(() => run.events.disconnect !== undefined);
    expect(run.events.disconnect?.[0].requestContext).toMatchObject({
      disconnectStatusCode: 1000,
      disconnectReason: 'Connection Closed Normally',
    });
    await expect(client.send(new DeleteConnectionCommand({ ConnectionId }))).rejects.toMatchObject({
      name: 'GoneException',
    });
  });
});

describe('a management call', () => {
  it('is refused with 403 under a wrong stage', async () => {
    const run = await start();
    const { connectionId: ConnectionId } = await known(run);
    await expect(
      clientOf(run.httpUrl, 'local', 'local', 'prod').send(new GetConnectionCommand({ ConnectionId })),
    ).rejects.toMatchObject({ name: 'ForbiddenException', ...status(403) });
  });

  it('is refused with 403 under an unknown key, a wrong secret, a wrong service, or a stale date', async () => {
    const run = await start();
    const { connectionId: ConnectionId } = await known(run);
    const command = new PostToConnectionCommand({ ConnectionId, Data: 'x' });
    await expect(clientOf(run.httpUrl, 'stranger').send(command)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      ...status(403),
    });
    await expect(clientOf(run.httpUrl, 'constructor').send(command)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(clientOf(run.httpUrl, 'local', 'wrong').send(command)).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      ...status(403),
    });
    const stale = new ApiGatewayManagementApiClient({
      endpoint: `${run.httpUrl}/local`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      systemClockOffset: -600_000,
      maxAttempts: 1,
    });
    await expect(stale.send(command)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  it('is refused with 403 where its body or path is not the one that was signed', async () => {
    const run = await start();
    const { connectionId: ConnectionId } = await known(run);
    for (const forged of [{ body: 'forged' }, { path: `/local/@connections/${ABSENT}` }]) {
      const client = clientOf(run.httpUrl);
      client.middlewareStack.add(
        proceed => args => proceed({ ...args, request: Object.assign(Object(args.request), forged) }),
        { step: 'deserialize', priority: 'low' },
      );
      await expect(
        client.send(new PostToConnectionCommand({ ConnectionId, Data: 'signed' })),
      ).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    }
  });

  it('is refused with 403 without a signature, or with half of one', async () => {
    const run = await start();
    const { connectionId } = await known(run);
    const url = `${run.httpUrl}/local/@connections/${encodeURIComponent(connectionId)}`;
    expect(await raw(url, 'POST')).toEqual({
      status: 403,
      errorType: 'MissingAuthenticationTokenException',
      body: '{"message":"Missing Authentication Token"}',
    });
    for (const authorization of ['Bearer x', 'AWS4-HMAC-SHA256 Credential=local/20240101'])
      expect(await raw(url, 'GET', { authorization })).toMatchObject({
        status: 403,
        errorType: 'IncompleteSignatureException',
      });
  });
});

describe('the port', () => {
  it('serves other services too, and answers 403 for what is nobody’s', async () => {
    const { httpUrl, failures } = await start(
      {},
      {
        services: [
          ({ path }) => (path === '/health' ? { status: 200, body: 'ok' } : undefined),
          async ({ path, method, query, body }) =>
            path === '/echo' ? { status: 201, body: `${method} ${query.get('q')} ${body}` } : undefined,
          ({ path }) => {
            if (path === '/broken') throw new Error('secret');
            return undefined;
          },
        ],
      },
    );
    expect(await (await fetch(`${httpUrl}/health`)).text()).toBe('ok');
    const echoed = await fetch(`${httpUrl}/echo?q=1`, { method: 'POST', body: 'b' });
    expect([echoed.status, await echoed.text()]).toEqual([201, 'POST 1 b']);
    expect(await raw(`${httpUrl}/nobody`, 'GET')).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    expect(await raw(`${httpUrl}/broken`, 'GET')).toMatchObject({
      status: 500,
      body: '{"message":"Internal server error"}',
    });
    expect(failures).toEqual(['http']);
  });
});
