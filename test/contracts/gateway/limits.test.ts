/** What closes a connection: the size, the kind and the age of what goes through it. */

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { WebSocket } from 'ws';
import { upgradeByHand } from '../../support/gateway-client.ts';
import { rule, withKnobs, withProbe } from './rule.ts';

const frameOf = (bytes: number, action = 'nowhere') => {
  const empty = JSON.stringify({ action, x: '' });
  return JSON.stringify({ action, x: 'x'.repeat(bytes - empty.length) });
};

function sendInFrames(ws: WebSocket, text: string, size: number): void {
  for (let at = 0; at < text.length; at += size)
    ws.send(text.slice(at, at + size), { fin: at + size >= text.length });
}

rule('frameBytes', 'a frame of 32 KB passes, one byte more closes with 1009', async stage => {
  const { ws, next, closed } = await stage.connect();
  ws.send(frameOf(32_768));
  await next();
  ws.send(frameOf(32_769));
  expect((await closed).code).toBe(1009);
});

rule(
  'messageBytes',
  'a message of 128 KB passes in frames of 32 KB, one byte more closes with 1009',
  async stage => {
    const { ws, next, closed } = await stage.connect();
    sendInFrames(ws, frameOf(131_072), 32_768);
    await next();
    sendInFrames(ws, frameOf(131_073), 32_768);
    expect((await closed).code).toBe(1009);
  },
);

withProbe('messageBytes', 'an answer of 128 KB arrives whole; one byte more is a failure', async stage => {
  const { ws, next, ask } = await stage.known();
  const text = frameOf(131_072, 'echo');
  sendInFrames(ws, text, 32_768);
  expect(await next()).toBe(text);
  expect(await ask({ action: 'fail', how: 'too much' })).toMatchObject({ message: 'Internal server error' });
});

rule('binary frame', 'closes with 1003', async stage => {
  const { ws, closed } = await stage.connect();
  ws.send(Buffer.from('{"action":"ping"}'), { binary: true });
  expect((await closed).code).toBe(1003);
});

rule(
  'broken frame',
  'text that is not UTF-8 closes with 1007, a frame that is not masked with 1002',
  async stage => {
    const { ws, closed } = await stage.connect();
    ws.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await closed).code).toBe(1007);
    const { entrance } = stage.target;
    const headers = entrance.kind === 'messaging' ? [`Authorization: Bearer ${await entrance.token()}`] : [];
    const socket = upgradeByHand(stage.address(), [
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers,
    ]);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 101 /);
    socket.write(Buffer.from([0x81, 0x01, 0x41]));
    const [close] = await once(socket, 'data');
    expect([close[0], close.readUInt16BE(2)]).toEqual([0x88, 1002]);
  },
);

withKnobs(
  'idleMs',
  'without a message either way closes with 1001; a post counts as a message',
  async start => {
    const stage = await start({ rules: { idleMs: 400 } });
    const [still, busy, posted] = [await stage.known(), await stage.known(), await stage.known()];
    const timer = setInterval(() => {
      busy.ws.send('{"action":"ping"}');
      void stage.probe.gateway.connections.post(posted.connectionId, 'x');
    }, 50);
    expect(await still.closed).toEqual({ code: 1001, reason: 'Going away' });
    await sleep(400);
    expect([busy.ws.readyState, posted.ws.readyState]).toEqual([busy.ws.OPEN, posted.ws.OPEN]);
    clearInterval(timer);
    expect([(await busy.closed).code, (await posted.closed).code]).toEqual([1001, 1001]);
  },
);

withKnobs('pingsCount', 'pings are answered, and do not count as messages unless told so', async start => {
  for (const pingsCount of [0, 1]) {
    const stage = await start({ rules: { idleMs: 400, pingsCount } });
    const { ws, closed } = await stage.known();
    let pongs = 0;
    ws.on('pong', () => {
      pongs += 1;
    });
    const timer = setInterval(() => ws.ping(), 50);
    const outcome = await Promise.race([closed, sleep(1_200, 'open')]);
    clearInterval(timer);
    expect(outcome).toEqual(pingsCount > 0 ? 'open' : { code: 1001, reason: 'Going away' });
    expect(pongs).toBeGreaterThan(2);
  }
});

withKnobs('lifetimeMs', 'a busy connection closes with 1001 at the end of its life', async start => {
  const stage = await start({ rules: { lifetimeMs: 300 } });
  const { ws, closed } = await stage.known();
  const timer = setInterval(() => ws.send('{"action":"ping"}'), 20);
  expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
  clearInterval(timer);
});
