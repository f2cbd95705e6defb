/** Where the WebSocket hides why a handshake failed, as every browser's does: what the client makes of it. */
import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { type ClientOptions, MessagingClient } from '../../client/messaging-client.ts';
import { hidingSockets } from '../support/hiding-socket.ts';
import { type DoorkeeperOptions, doorkeeper } from './support/doorkeeper.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function watched(getToken: ClientOptions['getToken'], options?: DoorkeeperOptions) {
  const server = await doorkeeper(options);
  const sockets = hidingSockets();
  const asked: boolean[] = [];
  const client = new MessagingClient({
    url: server.url,
    getToken(why) {
      asked.push(why.refresh);
      return getToken(why);
    },
    WebSocket: sockets.WebSocket,
    clock: { ...systemClock, random: () => 0.5 },
    timings: { backoffBaseMs: 20, backoffCeilingMs: 100 },
  });
  ends.push(
    () => client.close(),
    () => server.close(),
  );
  return { client, server, asked };
}

const until = (what: () => void) => vi.waitFor(what, { timeout: 20_000 });

/** A client that was let in, whose server then takes other tokens, as after a restart or where the pool was replaced. */
async function letInBefore(getToken: ClientOptions['getToken']) {
  const parts = await watched(getToken);
  const { client, server, asked } = parts;
  server.accepted.add('old');
  await client.room('r').join();
  asked.length = 0;
  server.accepted.clear();
  return parts;
}

it('a token that was accepted once and is refused later is replaced by a fresh one within two tries', async () => {
  const { client, server, asked } = await letInBefore(({ refresh }) => (refresh ? 'fresh' : 'old'));
  server.accepted.add('fresh');
  server.cut();
  await until(() => expect(server.came.at(-1)).toBe('fresh'));
  await until(() => expect(client.state.name).toBe('online'));
  expect(asked).toEqual([false, true]);
});

it('a client that was let in before goes on trying where fresh tokens are refused too', async () => {
  const { client, server, asked } = await letInBefore(() => 'old');
  server.cut();
  await until(() => expect(asked.length).toBeGreaterThanOrEqual(8));
  expect(client.state.name).not.toBe('stopped');
  expect(client.state.error).toMatchObject({ code: 'REFUSED' });
  expect(asked.slice(0, 6)).toEqual([false, true, false, true, false, true]);
});

it('a token that was never accepted is asked for anew twice, and then the client stops with REFUSED', async () => {
  const { client, server, asked } = await watched(() => 'never');
  client.connect();
  await until(() => expect(client.state.name).toBe('stopped'));
  expect(client.state.error).toMatchObject({ code: 'REFUSED' });
  expect(server.came.length).toBe(3);
  expect(asked).toEqual([false, true, true]);
});

it.each([429, 503])(
  'an answer of %i shows a busy server: UNAVAILABLE, and no token is refreshed',
  async status => {
    const { client, asked } = await watched(() => 'any', { status });
    client.connect();
    await until(() => expect(client.state.attempt).toBeGreaterThanOrEqual(4));
    expect(client.state.error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(asked).not.toContain(true);
  },
);
