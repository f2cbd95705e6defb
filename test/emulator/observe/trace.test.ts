import { stripVTControlCharacters } from 'node:util';
import { Chalk } from 'chalk';
import { afterEach, describe, expect, it } from 'vitest';
import { lineOf, traceTo } from '../../../emulator/observe/trace.ts';
import { connect, refused } from '../../support/gateway-client.ts';
import { type TestServer, testServer } from '../../support/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function traced() {
  const lines: string[] = [];
  const trace = traceTo({ write: (text: string) => lines.push(text) });
  const server = await testServer({ trace, settings: { ALLOW_QUERY_TOKEN: 'true' } });
  servers.push(server);
  return { server, lines, read: () => lines.map(line => JSON.parse(line)) };
}

describe('--trace', () => {
  it('tells of each event its route, connection, duration, units and posts', async () => {
    const { server, read } = await traced();
    const [alice] = await server.connectAll(['alice'], 'r');
    const [bob] = await server.connectAll(['bob'], 'r');
    await alice.ask('sendMessage', { room: 'r', text: 'hi' });
    await bob.until(() => bob.messages.length === 1, 'the message');
    alice.send({ action: 'ping' });
    await alice.until(() => alice.of('pong').length === 1, 'the pong');
    await refused(server.socketUrl);
    await bob.close();
    await expect.poll(() => read().some(({ route }) => route === '$disconnect')).toBe(true);

    const lines = read();
    for (const line of lines) expect(Date.parse(line.at)).toBeGreaterThan(0);
    const routes = lines.map(({ route }) => route);
    expect(routes).toEqual(expect.arrayContaining(['$connect', 'joinRoom', 'sendMessage', 'ping']));
    const connectionId = lines.find(({ function: fn }) => fn === 'connect')?.connectionId;
    expect(lines.find(({ route }) => route === 'sendMessage')).toEqual({
      at: expect.any(String),
      route: 'sendMessage',
      function: 'send-message',
      connectionId,
      outcome: 'ok',
      ms: expect.any(Number),
      readUnits: expect.any(Number),
      writeUnits: 2,
      posts: 1,
    });
    expect(lines).toContainEqual({ at: expect.any(String), route: 'ping', connectionId, outcome: 'MOCK' });
    expect(lines).toContainEqual({ at: expect.any(String), route: '$connect', outcome: 'refused 401' });
  });

  it('shows no token, by whichever way it came, good or bad', async () => {
    const { server, lines } = await traced();
    const token = await server.token('alice');
    const [header = '', payload = ''] = token.split('.');
    const forged = `${header}.${payload}.${'A'.repeat(342)}`;
    const errors: unknown[] = [];
    const said = console.error;
    console.error = (...parts: unknown[]) => errors.push(...parts);
    try {
      for (const [url, protocols, headers] of [
        [server.socketUrl, ['messaging.v1', `bearer.${token}`], {}],
        [server.socketUrl, [], { Authorization: `Bearer ${token}` }],
        [`${server.socketUrl}?token=${token}`, [], {}],
      ] as const) {
        const { ws, next } = await connect(url, [...protocols], { headers });
        ws.send(JSON.stringify({ action: token, text: token }));
        ws.send(JSON.stringify({ action: 'joinRoom', id: token, room: token }));
        ws.send(`Bearer ${token}`);
        for (let n = 0; n < 3; n += 1) await next();
        ws.close();
      }
      await refused(server.socketUrl, [], { headers: { Authorization: `Bearer ${forged}` } });
      await refused(`${server.socketUrl}?token=${forged}`);
      await expect.poll(() => lines.filter(line => line.includes('$disconnect')).length).toBe(3);
    } finally {
      console.error = said;
    }
    const everything = `${lines.join('')}${errors.map(String).join('\n')}`;
    expect(lines.length).toBeGreaterThan(12);
    for (const secret of [token, forged, payload, 'Bearer']) expect(everything).not.toContain(secret);
  });

  it('is lines with colours on a terminal', () => {
    const at = new Date('2026-11-24T12:00:00.123Z');
    const line = lineOf(
      {
        route: 'sendMessage',
        function: 'send-message',
        connectionId: 'TXzPWdnOjoECGjA=',
        outcome: 'ok',
        ms: 12.34,
        readUnits: 2.5,
        writeUnits: 1,
        posts: 99,
      },
      at,
      new Chalk({ level: 1 }),
    );
    expect(line).toContain('\u001b[32mok');
    expect(stripVTControlCharacters(line)).toMatch(
      /^12:00:00\.123 +sendMessage +TXzPWdnOjoECGjA= +ok +12\.3 ms +2\.5 r +1 w +99 posts$/,
    );
    for (const columns of [80, 60, 40, 120]) {
      const narrow: string[] = [];
      traceTo({ isTTY: true, columns, write: (text: string) => narrow.push(text) }).answered({
        route: 'POST /publish',
        connectionId: 'TXzPWdnOjoECGjA=',
        outcome: 'Forbidden',
      });
      const [shown = ''] = narrow;
      expect(stripVTControlCharacters(shown).trimEnd().length).toBeLessThanOrEqual(columns);
      expect(shown).toContain('POST /publish');
    }
    const written: string[] = [];
    traceTo({ isTTY: true, write: (text: string) => written.push(text) }).answered({ outcome: 'Forbidden' });
    expect(written.join('')).toMatch(/Forbidden/);
    expect(() => JSON.parse(written.join(''))).toThrow();
  });
});
