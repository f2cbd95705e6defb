/** How many connections all users together may have, in a deployment that holds them to a limit. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { movedClock } from '../support/moved-clock.ts';
import { rawUpgrade } from '../support/raw-upgrade.ts';
import { type TestServer, testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

const clock = movedClock();
const consumed: Consumed[] = [];
let server: TestServer;
let admin: Socket;
beforeAll(async () => {
  server = await testServer({
    accessTokenSeconds: 100_000,
    settings: { ALL_CONNECTIONS: '3' },
    container: { clock, onConsumed: report => consumed.push(report) },
  });
  admin = await server.connect('admin');
});
afterAll(() => server.close());

const raw = async (name: string) =>
  rawUpgrade(server.socketUrl, [`Authorization: Bearer ${await server.token(name)}`]);

/** As the sweeper does it, and then so long that no container knows an older count. */
async function count(): Promise<number> {
  const { connections, most } = await admin.ask('adminStats');
  expect(most).toBe(3);
  clock.ahead(6);
  return connections;
}

it('one more than there may be is refused with 429, but for an administrator, until somebody has left', async () => {
  const [alice, bob] = await server.connectAll(['alice', 'bob']);
  expect(await count()).toBe(3);
  await expect(raw('carol')).rejects.toThrow('429');
  const other = await server.connect('admin');
  for (const socket of [other, bob]) await socket.close();
  await expect.poll(count).toBe(2);
  const carol = await server.connect('carol');
  for (const socket of [alice, carol]) await socket.close();
});

it('a container reads the count once in five seconds, however many connect', async () => {
  await expect.poll(count).toBe(1);
  consumed.length = 0;
  for (let times = 0; times < 3; times++) await (await server.connect('alice')).close();
  const reads = consumed.filter(({ command, table }) => command === 'GetItem' && table === 'messages');
  expect(reads).toHaveLength(1);
});

it('a count of long ago, as of a sweeper that has stopped, keeps nobody out', async () => {
  const crowd = await server.connectAll(['alice', 'bob']);
  await expect.poll(count).toBe(3);
  await expect(raw('carol')).rejects.toThrow('429');
  clock.ahead(601);
  await (await server.connect('carol')).close();
  for (const socket of crowd) await socket.close();
});
