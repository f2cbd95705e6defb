import { afterEach, describe, expect, it } from 'vitest';
import { FrameLimit } from '../../../local/gateway/frame-limit.ts';
import { textFrame } from '../../../local/gateway/text-frame.ts';
import { inProcessInvoker } from '../../../local/lambda/invoker.ts';
import type { AnyEvent } from './harness.ts';
import { connect, known, ROUTES, refused, start, stopAll, until, upgradeByHand } from './harness.ts';

afterEach(stopAll);

describe('a frame', () => {
  it('selects a route by its action, and everything else goes to $default', async () => {
    const { socketUrl, events } = await start();
    const { ws, next } = await connect(socketUrl);
    ws.send('{"action":"echo","n":1}');
    expect(await next()).toBe('{"action":"echo","n":1}');
    const others = [
      'not json',
      '',
      'null',
      '["echo"]',
      '"echo"',
      '{}',
      '{"action":7}',
      '{"action":"nowhere"}',
      '{"action":"constructor"}',
      '{"action":"$connect"}',
      '{"action":"$disconnect"}',
      '{"action":"$default"}',
      '{"__proto__":{"action":"echo"}}',
    ];
    for (const other of others) ws.send(other);
    for (const _ of others) expect(await next()).toBe('default');
    expect(events.default?.map(event => event.body)).toEqual(others);
    expect(events.connect).toHaveLength(1);
    expect(events.disconnect).toBeUndefined();
  });

  it('is delivered as a MESSAGE event without headers', async () => {
    const run = await start();
    const { ws, next, connectionId } = await known(run);
    ws.send('{"action":"echo"}');
    await next();
    const [event] = run.events.echo ?? [];
    expect(Object.keys(event).sort()).toEqual(['body', 'isBase64Encoded', 'requestContext']);
    expect(event).toMatchObject({
      body: '{"action":"echo"}',
      isBase64Encoded: false,
      requestContext: {
        routeKey: 'echo',
        eventType: 'MESSAGE',
        connectionId,
        messageId: expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/),
        connectedAt: run.events.connect?.[0].requestContext.connectedAt,
      },
    });
  });

  it('is answered by Forbidden where no route takes it', async () => {
    const run = await start({}, { routes: ROUTES.filter(({ routeKey }) => routeKey !== '$default') });
    const { ws, next, connectionId } = await known(run);
    ws.send('hi');
    expect(JSON.parse(await next())).toEqual({
      message: 'Forbidden',
      connectionId,
      requestId: expect.any(String),
    });
  });

  it('of a one-way route is answered by silence', async () => {
    const { socketUrl, events } = await start();
    const { ws, next } = await connect(socketUrl);
    ws.send('{"action":"whisper"}');
    await until(() => events.whisper !== undefined);
    ws.send('{"action":"echo"}');
    expect(await next()).toBe('{"action":"echo"}');
  });

  it('is answered by Internal server error where the handler throws or returns nothing usable', async () => {
    for (const echo of [() => Promise.reject(new Error('secret')), () => undefined, () => ({ body: 'x' })]) {
      const run = await start({ echo });
      const { ws, next, connectionId } = await known(run);
      ws.send('{"action":"echo"}');
      const requestId = await next().then(text => {
        const frame = JSON.parse(text);
        expect(frame).toEqual({
          message: 'Internal server error',
          connectionId,
          requestId: expect.any(String),
        });
        return frame.requestId;
      });
      expect(requestId).toBe(run.events.echo?.[0].requestContext.requestId);
      expect(run.failures).toEqual(['echo']);
    }
  });

  it('does not wait for the one before it: frames of one connection run concurrently', async () => {
    let free = () => {};
    const gate = new Promise<void>(resolve => {
      free = resolve;
    });
    const { socketUrl } = await start({
      echo: async (event: AnyEvent) => {
        if (event.body.includes('slow')) await gate;
        return { statusCode: 200, body: event.body };
      },
    });
    const { ws, next } = await connect(socketUrl);
    ws.send('{"action":"echo","slow":1}');
    ws.send('{"action":"echo","fast":1}');
    expect(await next()).toContain('fast');
    free();
    expect(await next()).toContain('slow');
  });
});

describe('a MOCK integration', () => {
  it('answers without any function', async () => {
    const { socketUrl, events } = await start();
    const { ws, next } = await connect(socketUrl);
    ws.send('{"action":"ping","id":"1"}');
    expect(await next()).toBe('{"type":"pong"}');
    expect(Object.keys(events)).toEqual(['connect']);
  });
});

describe('an integration', () => {
  it('that takes too long is answered by Endpoint request timed out, and at the upgrade by 504', async () => {
    const slow = () => new Promise(resolve => setTimeout(resolve, 300, { statusCode: 200 }));
    const run = await start({ echo: slow }, { rules: { integrationTimeoutMs: 100 } });
    const { ws, next, connectionId } = await known(run);
    ws.send('{"action":"echo"}');
    expect(JSON.parse(await next())).toEqual({
      message: 'Endpoint request timed out',
      connectionId,
      requestId: run.events.echo?.[0].requestContext.requestId,
    });
    const { socketUrl } = await start({ connect: slow }, { rules: { integrationTimeoutMs: 100 } });
    expect(await refused(socketUrl)).toMatchObject({
      status: 504,
      body: '{"message":"Endpoint request timed out"}',
    });
  });

  it('that answers with more than 128 KB is a failure', async () => {
    const run = await start({ echo: () => ({ statusCode: 200, body: 'x'.repeat(131_073) }) });
    const { ws, next } = await known(run);
    ws.send('{"action":"echo"}');
    expect(JSON.parse(await next()).message).toBe('Internal server error');
    expect(run.failures).toEqual(['echo']);
  });

  it('is throttled where its function has no sandbox left', async () => {
    const invoker = inProcessInvoker(
      { connect: () => ({ statusCode: 200 }), echo: () => new Promise(() => {}) },
      { reserved: { echo: 1 } },
    );
    const { socketUrl } = await start({}, { invoker });
    const { ws, next } = await connect(socketUrl);
    ws.send('{"action":"echo"}');
    ws.send('{"action":"echo"}');
    expect(JSON.parse(await next()).message).toBe('Internal server error');
    const full = inProcessInvoker({ connect: () => 1 }, { reserved: { connect: 0 } });
    const other = await start({}, { invoker: full });
    expect(await refused(other.socketUrl)).toMatchObject({ status: 500 });
  });
});

describe('a limit', () => {
  const bodyOf = (bytes: number) => `{"action":"echo","x":"${'x'.repeat(bytes - 24)}"}`;

  it('lets a frame of 32 KB through, and closes with 1009 for one byte more', async () => {
    const { socketUrl, events } = await start();
    const { ws, next, closed } = await connect(socketUrl);
    expect(bodyOf(32_768)).toHaveLength(32_768);
    ws.send(bodyOf(32_768));
    expect(await next()).toHaveLength(32_768);
    ws.send(bodyOf(32_769));
    expect((await closed).code).toBe(1009);
    await until(() => events.disconnect !== undefined);
    expect(events.disconnect?.[0].requestContext.disconnectStatusCode).toBe(1009);
    expect(events.echo).toHaveLength(1);
  });

  const sendInFrames = (ws: AnyEvent, text: string, size: number) => {
    for (let at = 0; at < text.length; at += size)
      ws.send(text.slice(at, at + size), { fin: at + size >= text.length });
  };

  it('lets a message of 128 KB through in frames of 32 KB, and closes with 1009 for more', async () => {
    const { socketUrl } = await start();
    const { ws, next, closed } = await connect(socketUrl);
    sendInFrames(ws, bodyOf(131_072), 32_768);
    expect(await next()).toHaveLength(131_072);
    sendInFrames(ws, bodyOf(131_073), 32_768);
    expect((await closed).code).toBe(1009);
  });

  it('closes with 1003 for a binary frame', async () => {
    const { socketUrl, events } = await start();
    const { ws, closed } = await connect(socketUrl);
    ws.send(Buffer.from('{"action":"echo"}'), { binary: true });
    expect((await closed).code).toBe(1003);
    await until(() => events.disconnect !== undefined);
    expect(events.disconnect?.[0].requestContext.disconnectStatusCode).toBe(1003);
    expect(events.echo).toBeUndefined();
  });

  it('closes with 1007 for text that is not UTF-8, and with 1002 for a frame that is not masked', async () => {
    const { socketUrl, host, events } = await start();
    const { ws, closed } = await connect(socketUrl);
    ws.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await closed).code).toBe(1007);
    const socket = upgradeByHand(host);
    await until(() => events.connect?.length === 2);
    socket.write(Buffer.from([0x81, 0x01, 0x41]));
    socket.on('data', () => {});
    await until(() => events.disconnect?.length === 2);
    expect(events.disconnect?.map(event => event.requestContext.disconnectStatusCode)).toEqual([1007, 1002]);
  });

  it('closes a connection without messages with 1001; pings are answered, and do not count unless told so', async () => {
    for (const pingsCount of [0, 1]) {
      const { socketUrl, events } = await start({}, { rules: { idleMs: 300, pingsCount } });
      const [pinging, busy] = [await connect(socketUrl), await connect(socketUrl)];
      let pongs = 0;
      pinging.ws.on('pong', () => {
        pongs += 1;
      });
      const timer = setInterval(() => {
        pinging.ws.ping();
        busy.ws.send('{"action":"ping"}');
      }, 50);
      const open = new Promise(resolve => setTimeout(resolve, 800, 'open'));
      const closed = { code: 1001, reason: 'Going away' };
      expect(await Promise.race([pinging.closed, open])).toEqual(pingsCount > 0 ? 'open' : closed);
      expect(busy.ws.readyState).toBe(busy.ws.OPEN);
      expect(pongs).toBeGreaterThan(2);
      clearInterval(timer);
      expect(await busy.closed).toEqual(closed);
      await until(() => events.disconnect?.length === 2);
      expect(events.disconnect?.[0].requestContext).toMatchObject({
        routeKey: '$disconnect',
        eventType: 'DISCONNECT',
        disconnectStatusCode: 1001,
        disconnectReason: 'Going away',
      });
    }
  });

  it('keeps a connection open that is only posted to', async () => {
    const run = await start({}, { rules: { idleMs: 300 } });
    const { ws, closed, connectionId } = await known(run);
    const timer = setInterval(() => run.gateway.connections.post(connectionId, 'x'), 50);
    await new Promise(resolve => setTimeout(resolve, 800));
    expect(ws.readyState).toBe(ws.OPEN);
    clearInterval(timer);
    expect((await closed).code).toBe(1001);
  });

  it('closes a busy connection with 1001 at the end of its lifetime', async () => {
    const { socketUrl } = await start({}, { rules: { lifetimeMs: 200 } });
    const { ws, closed } = await connect(socketUrl);
    const timer = setInterval(() => ws.send('{"action":"echo"}'), 20);
    expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
    clearInterval(timer);
  });
});

describe('a message to a client', () => {
  it('of more than 32 KB goes out in frames of 32 KB', () => {
    const frames = textFrame('x'.repeat(70_000));
    expect([frames[0], frames[32_772], frames[65_544]]).toEqual([0x01, 0x00, 0x80]);
    expect(frames).toHaveLength(70_000 + 3 * 4);
    expect(new FrameLimit(32_768).exceededBy(frames)).toBe(false);
  });
});

describe('the frame reader', () => {
  const frame = (length: number) => {
    const header = Buffer.alloc(length < 126 ? 6 : length < 65_536 ? 8 : 14);
    header[0] = 0x81;
    header[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
    if (length >= 126 && length < 65_536) header.writeUInt16BE(length, 2);
    if (length >= 65_536) header.writeUInt32BE(length, 6);
    return Buffer.concat([header, Buffer.alloc(length, 0xff)]);
  };

  it('finds the one frame over the limit, however the bytes are cut', () => {
    const fine = Buffer.concat([0, 5, 125, 126, 200, 1_000].map(frame));
    const bytes = Buffer.concat([fine, frame(1_001)]);
    for (const size of [1, 2, 3, 7, 13, 64, 1_024, bytes.length]) {
      const limit = new FrameLimit(1_000);
      let found = -1;
      for (let at = 0; at < bytes.length && found < 0; at += size)
        if (limit.exceededBy(bytes.subarray(at, at + size))) found = at + size;
      expect(found, `in chunks of ${size}`).toBeGreaterThan(fine.length);
      expect(found).toBeLessThan(fine.length + 8 + size);
    }
  });

  it('does not wait for the payload that a header announces', () => {
    expect(new FrameLimit(32_768).exceededBy(frame(70_000).subarray(0, 14))).toBe(true);
    const huge = Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    expect(new FrameLimit(32_768).exceededBy(huge)).toBe(true);
  });
});
