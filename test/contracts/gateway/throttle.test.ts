/** How much of everything an account may have in a second. */

import { setTimeout as sleep } from 'node:timers/promises';
import { GetConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { expect } from 'vitest';
import { withKnobs } from './rule.ts';

withKnobs(
  'requestBurst',
  'is shared by frames and management calls: over it Limit exceeded, and 429',
  async start => {
    const stage = await start({ rules: { requestsPerSecond: 0.001, requestBurst: 4 } });
    const { ws, next, read, connectionId } = await stage.known();
    ws.send('{"action":"ping"}');
    expect(await next()).toBe('{"type":"pong"}');
    expect(stage.probe.gateway.connections.post(connectionId, 'posted')).toBe('posted');
    expect(await next()).toBe('posted');
    const look = () => stage.management().send(new GetConnectionCommand({ ConnectionId: connectionId }));
    await look();
    await expect(look()).rejects.toMatchObject({
      name: 'LimitExceededException',
      $metadata: expect.objectContaining({ httpStatusCode: 429 }),
    });
    expect(stage.probe.gateway.connections.post(connectionId, 'x')).toBe('throttled');
    ws.send('{"action":"echo"}');
    expect(await read()).toEqual({
      message: 'Limit exceeded',
      connectionId,
      requestId: expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/),
    });
    expect(stage.probe.gateway.traffic).toMatchObject({ limited: 1, posts: { posted: 1, throttled: 1 } });
  },
);

withKnobs('requestsPerSecond', 'fills the bucket again', async start => {
  const stage = await start({ rules: { requestsPerSecond: 20, requestBurst: 1 } });
  const { ask } = await stage.known();
  const kinds = new Set<string>();
  for (let n = 0; n < 10; n += 1) {
    const { message, type } = await ask({ action: 'ping' });
    kinds.add(message ?? type);
  }
  expect([...kinds]).toContain('Limit exceeded');
  await sleep(100);
  expect(await ask({ action: 'ping' })).toEqual({ type: 'pong' });
});

withKnobs(
  'messageBurst',
  'is of inbound messages alone: a stage that takes no more of them is posted to as before',
  async start => {
    const stage = await start({ rules: { messagesPerSecond: 0.001, messageBurst: 2 } });
    const { ask, next, connectionId } = await stage.known();
    expect(await ask({ action: 'ping' })).toEqual({ type: 'pong' });
    expect((await ask({ action: 'ping' })).message).toBe('Limit exceeded');
    for (let n = 0; n < 10; n += 1) {
      await stage.management().send(new GetConnectionCommand({ ConnectionId: connectionId }));
      expect(stage.probe.gateway.connections.post(connectionId, 'posted')).toBe('posted');
      expect(await next()).toBe('posted');
    }
  },
);

withKnobs('messagesPerSecond', 'fills the bucket of the stage again', async start => {
  const stage = await start({ rules: { messagesPerSecond: 20, messageBurst: 1 } });
  const { ask } = await stage.known();
  await sleep(100);
  expect(await ask({ action: 'ping' })).toEqual({ type: 'pong' });
});

withKnobs(
  'connectBurst',
  'over it an upgrade is refused with 429, before any function is asked',
  async start => {
    const stage = await start({ rules: { connectsPerSecond: 0.001, connectBurst: 2 } });
    const watcher = await stage.watcher();
    await stage.connect();
    expect(await stage.refused({ watcher: watcher.id })).toEqual({
      status: 429,
      errorType: 'TooManyRequestsException',
      body: '{"message":"Too Many Requests"}',
    });
    expect(await watcher.count('authorizer')).toBe(0);
  },
);

withKnobs('connectsPerSecond', 'fills the bucket again', async start => {
  const stage = await start({ rules: { connectsPerSecond: 20, connectBurst: 1 } });
  await stage.connect();
  await sleep(100);
  await stage.connect();
});
