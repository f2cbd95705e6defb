/** How a connection ended, as `$disconnect` is told. */
import { expect } from 'vitest';
import { until, upgradeByHand } from '../../support/gateway-client.ts';
import { withKnobs, withProbe } from './rule.ts';
import type { Stage } from './stage.ts';

const KINDS: Readonly<Record<string, (client: Awaited<ReturnType<Stage['known']>>) => void>> = {
  'a code and a reason of its own': ({ ws }) => ws.close(4001, 'enough'),
  'no code': ({ ws }) => ws.close(),
};

withProbe(
  '$disconnect',
  'is told the code and the reason that the client closed with; 1005 if it gave none',
  async stage => {
    const watcher = await stage.watcher();
    const endings = {
      'a code and a reason of its own': [4001, 'enough'],
      'no code': [1005, 'Client-side close frame status not set'],
    };
    for (const [how, ending] of Object.entries(endings)) {
      const client = await stage.known({ watcher: watcher.id });
      KINDS[how]?.(client);
      const { event } = await watcher.saw('disconnect');
      const { requestContext } = event;
      expect([requestContext.disconnectStatusCode, requestContext.disconnectReason]).toEqual(ending);
      expect(event).toMatchObject({
        headers: { Host: new URL(stage.url).host, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
        requestContext: {
          connectionId: client.connectionId,
          routeKey: '$disconnect',
          eventType: 'DISCONNECT',
        },
        isBase64Encoded: false,
      });
    }
  },
);

withProbe('$disconnect', 'is told 1009 after too large a frame, and 1003 after a binary one', async stage => {
  const watcher = await stage.watcher();
  for (const [frame, code] of [
    ['x'.repeat(32_769), 1009],
    [Buffer.from('x'), 1003],
  ] as const) {
    const { ws } = await stage.known({ watcher: watcher.id });
    ws.send(frame);
    const { event } = await watcher.saw('disconnect');
    expect(event.requestContext.disconnectStatusCode).toBe(code);
  }
});

withProbe('$disconnect abnormal', 'is told 1006 if the network went away', async stage => {
  const watcher = await stage.watcher();
  (await stage.known({ watcher: watcher.id })).ws.terminate();
  const { event } = await watcher.saw('disconnect');
  expect(event.requestContext).toMatchObject({
    disconnectStatusCode: 1006,
    disconnectReason: 'Connection closed abnormally',
  });
});

withKnobs('idleMs', 'an idle end is told to $disconnect as 1001, Going away', async start => {
  const stage = await start({ rules: { idleMs: 300 } });
  const watcher = await stage.watcher();
  await stage.known({ watcher: watcher.id });
  const timer = setInterval(() => watcher.ws.send('{"action":"ping"}'), 50);
  const { event } = await watcher.saw('disconnect');
  clearInterval(timer);
  expect(event.requestContext).toMatchObject({
    disconnectStatusCode: 1001,
    disconnectReason: 'Going away',
  });
});

withKnobs(
  'closeTimeoutMs',
  'a client that never answers the close frame is cut off, and $disconnect runs once',
  async start => {
    const stage = await start({ rules: { closeTimeoutMs: 50 } });
    const watcher = await stage.watcher();
    upgradeByHand(stage.address({ watcher: watcher.id }));
    const { connectionId } = (await watcher.saw('connect')).event.requestContext;
    const { connections } = stage.probe.gateway;
    await until(() => connections.disconnect(connectionId));
    expect(connections.post(connectionId, 'x')).toBe('gone');
    const { event } = await watcher.saw('disconnect');
    expect(event.requestContext.disconnectStatusCode).toBe(1000);
    expect(await watcher.count('disconnect')).toBe(0);
  },
);
