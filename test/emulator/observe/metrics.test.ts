import { afterEach, describe, expect, it } from 'vitest';
import { type TestServer, testServer } from '../../support/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()));
});

async function started(options: Parameters<typeof testServer>[0] = {}) {
  const server = await testServer(options);
  servers.push(server);
  const metrics = async () => (await fetch(`${server.httpUrl}/metrics`)).text();
  return { server, metrics };
}

/** The value of `name{labels}`; 0 if it has not been counted yet. */
const reading = (text: string, name: string): number =>
  Number(
    text
      .split('\n')
      .find(line => line.startsWith(`${name} `))
      ?.split(' ')[1] ?? 0,
  );

describe.each(['in-process', 'http'] as const)(
  'GET /metrics with posts through the %s way',
  managementApi => {
    it('tells what one message in a room of two cost', async () => {
      const { server, metrics } = await started({ managementApi });
      const [alice, bob] = [await server.connect('alice'), await server.connect('bob')];
      await alice.ask('joinRoom', { room: 'r' });
      await bob.ask('joinRoom', { room: 'r' });
      await alice.ask('sendMessage', { room: 'r', text: 'first' });
      await bob.until(() => bob.messages.length === 1, 'the first message');
      const before = await metrics();
      await alice.ask('sendMessage', { room: 'r', text: 'second' });
      await bob.until(() => bob.messages.length === 2, 'the second message');
      alice.send({ action: 'ping' });
      await alice.until(() => alice.pushes.some(({ type }) => type === 'pong'), 'the pong');
      const after = await metrics();
      const grown = (name: string) => reading(after, name) - reading(before, name);

      expect(reading(after, 'gateway_connections')).toBe(2);
      expect(reading(after, 'gateway_upgrades_total{status="101"}')).toBe(2);
      expect(grown('gateway_frames_total{direction="in"}')).toBe(2);
      expect(grown('gateway_frames_total{direction="out"}')).toBe(3);
      expect(grown('gateway_metered_messages_total{direction="out"}')).toBe(3);
      expect(grown('gateway_posts_total{result="posted"}')).toBe(1);
      expect(grown('lambda_invocations_total{function="send-message",outcome="ok"}')).toBe(1);
      expect(grown('lambda_duration_seconds_count{function="send-message"}')).toBe(1);
      expect(grown('dynamodb_units_total{table="messages",kind="write"}')).toBe(1);
      expect(grown('dynamodb_units_total{table="messages",kind="read"}')).toBeGreaterThan(0);
      expect(reading(after, 'lambda_left_behind_total{function="send-message"}')).toBe(0);
      expect(reading(after, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);
      expect(after).toMatch(/^nodejs_eventloop_lag_p99_seconds [\d.e-]+$/m);
      expect(reading(after, 'gateway_connection_seconds_total')).toBeGreaterThan(0);
    });
  },
);

describe('GET /health', () => {
  it('is 200 with the number of connections', async () => {
    const { server } = await started();
    await server.connect('alice');
    const answer = await fetch(`${server.httpUrl}/health`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'ok', connections: 1, uptimeSeconds: expect.any(Number) },
    ]);
  });
});

describe('the server with faults', () => {
  it('loses no acknowledged message while the store throttles and posts fail', async () => {
    const { server, metrics } = await started({
      faults: { 'post-429': 0.3, 'post-500': 0.2, 'dynamodb-throttle': 0.05, 'cold-start': 20 },
      seed: 5,
    });
    const [alice, bob] = [await server.connect('alice'), await server.connect('bob')];
    await alice.ask('joinRoom', { room: 'r' });
    await bob.ask('joinRoom', { room: 'r' });
    const acknowledged: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const reply = await alice.ask('sendMessage', { room: 'r', text: String(n) });
      if (reply.type === 'ok') acknowledged.push(reply.seq);
    }
    expect(acknowledged.length).toBeGreaterThan(5);
    const heard = () => new Set(bob.messages.map(({ seq }) => seq));
    await bob.until(() => acknowledged.every(seq => heard().has(seq)), 'every acknowledged message');
    expect(await metrics()).toMatch(/^gateway_faults_total{fault="post-429"} [1-9]/m);
  });
});
