/** `@connections`: what the SDK, the CLI and boto3 can do with an open connection. */
import {
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { expect } from 'vitest';
import { until } from '../../support/gateway-client.ts';
import { rule, withKnobs, withProbe } from './rule.ts';

const ABSENT = 'AAAAAAAAAAAAAAA=';
const status = (httpStatusCode: number) => ({ $metadata: expect.objectContaining({ httpStatusCode }) });

rule('gone', 'to a connection that never was is a GoneException, for post, get and delete', async stage => {
  const client = stage.management();
  const ConnectionId = ABSENT;
  for (const call of [
    () => client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })),
    () => client.send(new GetConnectionCommand({ ConnectionId })),
    () => client.send(new DeleteConnectionCommand({ ConnectionId })),
  ])
    await expect(call()).rejects.toMatchObject({ name: 'GoneException', ...status(410) });
});

rule('connection id', 'what could be none is a BadRequestException', async stage => {
  for (const ConnectionId of ['abc', 'AAAA=', 'é'])
    await expect(
      stage.management().send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })),
    ).rejects.toMatchObject({
      name: 'BadRequestException',
      message: `Invalid connectionId: ${ConnectionId}`,
      ...status(400),
    });
});

rule('postBytes', 'over 128 KB is a PayloadTooLargeException', async stage => {
  await expect(
    stage.management().send(new PostToConnectionCommand({ ConnectionId: ABSENT, Data: 'x'.repeat(131_073) })),
  ).rejects.toMatchObject({ name: 'PayloadTooLargeException', ...status(413) });
});

withKnobs('wrong region', 'a signature for another one is refused with 403, and names it', async start => {
  const client = (await start()).management({ region: 'eu-west-3' });
  await expect(client.send(new GetConnectionCommand({ ConnectionId: ABSENT }))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
    message: expect.stringContaining("valid region, not 'eu-west-3'"),
    ...status(403),
  });
});

rule('wrong stage', 'is refused with 403', async stage => {
  await expect(
    stage.management({ stage: 'nowhere' }).send(new GetConnectionCommand({ ConnectionId: ABSENT })),
  ).rejects.toMatchObject({ name: 'ForbiddenException', ...status(403) });
});

rule('unsigned', 'without a signature, or with half of one, is refused with 403', async stage => {
  const url = `${stage.origin}/${stage.name}/@connections/${encodeURIComponent(ABSENT)}`;
  const unsigned = await fetch(url, { method: 'POST', body: 'x' });
  expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([
    403,
    'MissingAuthenticationTokenException',
  ]);
  for (const authorization of ['Bearer x', 'AWS4-HMAC-SHA256 Credential=local/20240101']) {
    const half = await fetch(url, { headers: { authorization } });
    expect([half.status, half.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'IncompleteSignatureException',
    ]);
  }
});

rule('wrong key', 'an unknown key, or a wrong secret, is refused with 403', async stage => {
  const command = new PostToConnectionCommand({ ConnectionId: ABSENT, Data: 'x' });
  await expect(stage.management({ key: 'AKIASTRANGER', secret: 'x' }).send(command)).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
    ...status(403),
  });
});

withKnobs(
  'wrong key',
  'a known key with a wrong secret, one of an object’s own, or a stale date is refused with 403',
  async start => {
    const stage = await start();
    const command = new PostToConnectionCommand({ ConnectionId: ABSENT, Data: 'x' });
    for (const [signature, name] of [
      [{ secret: 'wrong' }, 'InvalidSignatureException'],
      [{ key: 'constructor' }, 'UnrecognizedClientException'],
      [{ clockOffsetMs: -600_000 }, 'InvalidSignatureException'],
    ] as const)
      await expect(stage.management(signature).send(command)).rejects.toMatchObject({ name, ...status(403) });
  },
);

withProbe(
  'signed otherwise',
  'a body or a path that is not the one that was signed is refused with 403',
  async stage => {
    const { connectionId: ConnectionId } = await stage.known();
    for (const forged of [{ body: 'forged' }, { path: `/${stage.name}/@connections/${ABSENT}` }]) {
      const client = stage.management();
      client.middlewareStack.add(
        proceed => args => {
          const { request } = args;
          if (typeof request !== 'object' || request === null) throw new Error('the SDK made no request');
          return proceed({ ...args, request: Object.assign(request, forged) });
        },
        { step: 'deserialize', priority: 'low' },
      );
      await expect(
        client.send(new PostToConnectionCommand({ ConnectionId, Data: 'signed' })),
      ).rejects.toMatchObject({ name: 'InvalidSignatureException', ...status(403) });
    }
  },
);

withProbe('post', 'reaches the client; 128 KB of it too', async stage => {
  const { next, connectionId: ConnectionId } = await stage.known();
  const client = stage.management();
  const answer = await client.send(new PostToConnectionCommand({ ConnectionId, Data: '{"hi":"é"}' }));
  expect(answer.$metadata.httpStatusCode).toBe(200);
  expect(await next()).toBe('{"hi":"é"}');
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x'.repeat(131_072) }));
  expect(await next()).toHaveLength(131_072);
});

withProbe(
  'post',
  'reaches the client also as the AWS CLI and boto3 write the path, with a bare @',
  async stage => {
    const { next, connectionId: ConnectionId } = await stage.known();
    const client = stage.management();
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
  },
);

withKnobs('post', 'is taken with either local key pair', async start => {
  const stage = await start();
  const { next, connectionId: ConnectionId } = await stage.known();
  const client = stage.management({ key: 'test', secret: 'test' });
  await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'hi' }));
  expect(await next()).toBe('hi');
});

withKnobs('post as text', 'what is not UTF-8 is made so, and the connection lives', async start => {
  const stage = await start();
  const { next, connectionId: ConnectionId } = await stage.known();
  const command = new PostToConnectionCommand({ ConnectionId, Data: Buffer.from([0x61, 0xff]) });
  await stage.management().send(command);
  expect(await next()).toBe('a\ufffd');
});

withProbe('gone', 'to a connection that left is a GoneException', async stage => {
  const watcher = await stage.watcher();
  const { ws, connectionId: ConnectionId } = await stage.known({ watcher: watcher.id });
  ws.close();
  await watcher.saw('disconnect');
  await expect(
    stage.management().send(new PostToConnectionCommand({ ConnectionId, Data: 'x' })),
  ).rejects.toMatchObject({ name: 'GoneException', ...status(410) });
});

withProbe(
  'get',
  'tells when the connection began, when it last did something, and who it is',
  async stage => {
    const client = await stage.known({}, { headers: { 'User-Agent': 'tester' } });
    const { requestContext } = (await client.ask({ action: 'mirror' })).event;
    const found = await stage
      .management()
      .send(new GetConnectionCommand({ ConnectionId: client.connectionId }));
    expect(found).toMatchObject({
      Identity: { SourceIp: requestContext.identity.sourceIp, UserAgent: 'tester' },
    });
    // To the second, where it goes over the wire without fractions.
    expect(Math.abs(Number(found.ConnectedAt) - requestContext.connectedAt)).toBeLessThan(1_000);
    expect(Number(found.LastActiveAt)).toBeGreaterThanOrEqual(Number(found.ConnectedAt));
  },
);

withProbe('delete', 'closes the connection without a reason, and runs its $disconnect', async stage => {
  const watcher = await stage.watcher();
  const { closed, connectionId: ConnectionId } = await stage.known({ watcher: watcher.id });
  const answer = await stage.management().send(new DeleteConnectionCommand({ ConnectionId }));
  expect(answer.$metadata.httpStatusCode).toBe(204);
  expect(await closed).toEqual({ code: 1000, reason: '' });
  expect((await watcher.saw('disconnect')).event.requestContext).toMatchObject({
    disconnectStatusCode: 1000,
    disconnectReason: 'Connection Closed Normally',
  });
});

withKnobs(
  'sendBufferBytes',
  'a client that does not read costs its poster a LimitExceededException, once its buffer is full',
  async start => {
    const stage = await start();
    const { connections } = stage.probe.gateway;
    const [slow, brisk] = [await stage.known(), await stage.known()];
    slow.ws.pause();
    const body = Buffer.alloc(100_000, 'x');
    let posted = 0;
    while (connections.post(slow.connectionId, body) === 'posted') posted += 1;
    expect(posted).toBeGreaterThanOrEqual(10);
    await expect(
      stage.management().send(new PostToConnectionCommand({ ConnectionId: slow.connectionId, Data: body })),
    ).rejects.toMatchObject({ name: 'LimitExceededException', ...status(429) });
    expect(connections.post(brisk.connectionId, body)).toBe('posted');
    expect(await brisk.next()).toHaveLength(100_000);
    let received = 0;
    slow.ws.on('message', () => {
      received += 1;
    });
    slow.ws.resume();
    await until(() => received === posted);
    expect(connections.post(slow.connectionId, body)).toBe('posted');
  },
);
