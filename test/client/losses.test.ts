/** What a client tells where messages were left out: fetched where they can be, and a plain word where they can't. */
import { afterEach, expect, it } from 'vitest';
import { type Message, MessagingClient } from '../../client/messaging-client.ts';
import { fillSendBuffer } from '../support/fill-send-buffer.ts';
import { recordedSockets } from '../support/recorded-socket.ts';
import { type TestServer, testServer } from '../support/server.ts';

const room = 'losses';
let server: TestServer;
let client: MessagingClient;
afterEach(async () => {
  client.close();
  await server.close();
});

function watched() {
  const sockets = recordedSockets();
  client = new MessagingClient({
    url: server.socketUrl,
    getToken: () => server.token('alice'),
    WebSocket: sockets.WebSocket,
    timings: { backoffBaseMs: 20, backoffCeilingMs: 200 },
  });
  const applied: Message[] = [];
  client.on('message', message => applied.push(message));
  return { sockets, applied, texts: () => applied.map(({ text }) => text) };
}

it('a server that comes back without its log: recovered false, then the newest of the new log', async () => {
  server = await testServer();
  const { texts } = watched();
  const told: unknown[] = [];
  client.on('recovered', event => told.push(event));
  const { epoch } = await client.room(room).join();
  for (const text of ['one', 'two', 'three']) await client.room(room).send(text);

  await server.close();
  server = await testServer({ port: Number(new URL(server.socketUrl).port) });
  const bob = await server.connect('bob');
  await bob.ask('joinRoom', { room });
  const anew = await bob.ask('sendMessage', { room, text: 'anew' });
  expect(anew).toMatchObject({ seq: 1 });

  await expect.poll(texts, { timeout: 10_000 }).toEqual(['one', 'two', 'three', 'anew']);
  expect(anew.epoch).not.toBe(epoch);
  expect(told).toEqual([{ room, epoch: anew.epoch, recovered: false, missed: 0 }]);
  expect(client.room(room).cursor).toEqual({ epoch: anew.epoch, after: 1 });
});

it('one that reads too slowly is told that it lags, and has every message nevertheless', async () => {
  server = await testServer();
  const { sockets, applied } = watched();
  const lagging: unknown[] = [];
  client.on('lagging', event => lagging.push(event));
  await client.room(room).join();
  const [alice] = (await server.stores.connections.atMost(room, 1)) ?? [];
  const bob = await server.connect('bob');
  await bob.ask('joinRoom', { room });

  sockets.made[0]?.pause();
  await fillSendBuffer(server.managementUrl, alice?.connectionId ?? '');
  for (let n = 1; n <= 150; n++) await bob.ask('sendMessage', { room, text: `message ${n}` });
  sockets.made[0]?.resume();

  await expect.poll(() => lagging.at(-1), { timeout: 10_000 }).toMatchObject({ room });
  await expect.poll(() => applied.length, { timeout: 10_000 }).toBe(150);
  expect(applied.map(({ seq }) => seq)).toEqual(Array.from({ length: 150 }, (_, n) => n + 1));
  expect(sockets.made.length).toBe(1);
});
