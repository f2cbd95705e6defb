/** What can never connect is not tried for ever: the client stops, says what was wrong, and what it was told. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { systemClock } from '../../client/clock.ts';
import { type ClientOptions, MessagingClient, MessagingError } from '../../client/messaging-client.ts';
import { hidingSockets } from '../support/hiding-socket.ts';
import { type Doorkeeper, doorkeeper } from './support/doorkeeper.ts';

const clients: MessagingClient[] = [];
let server: Doorkeeper;
beforeAll(async () => {
  server = await doorkeeper();
  server.accepted.add('good');
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.close();
});

function connecting(options: Partial<ClientOptions>): MessagingClient {
  const client = new MessagingClient({
    url: server.url,
    getToken: () => 'any',
    WebSocket,
    clock: { ...systemClock, random: () => 0.5 },
    timings: { backoffBaseMs: 20, backoffCeilingMs: 100 },
    ...options,
  });
  clients.push(client);
  client.connect();
  return client;
}

const until = (what: () => void) => vi.waitFor(what, { timeout: 20_000 });
const stopped = async (client: MessagingClient) => {
  await until(() => expect(client.state.name).toBe('stopped'));
  return client.state.error;
};

describe.each([
  ['ws', WebSocket],
  ['a browser’s WebSocket', hidingSockets().WebSocket],
])('with %s', (_, Socket) => {
  it.each(['htp://x', '/local', 'ws://no such host/', ''])(
    'the URL %j stops it with BAD_URL and the cause',
    async url => {
      const error = await stopped(connecting({ url, WebSocket: Socket }));
      expect(error).toMatchObject({ code: 'BAD_URL', cause: { name: 'SyntaxError' } });
    },
  );

  it.each(['a\nb', 'a b', 'a,b', 'ä'])('the token %j stops it with BAD_TOKEN and the cause', async token => {
    const error = await stopped(connecting({ getToken: () => token, WebSocket: Socket }));
    expect(error).toMatchObject({ code: 'BAD_TOKEN', cause: { name: 'SyntaxError' } });
    expect(error?.message).not.toContain(token);
  });
});

it('the URL is named without its query, which may hold a token', async () => {
  const error = await stopped(connecting({ url: 'htp://x/?token=secret' }));
  expect(error?.message).toBe('No WebSocket can be made to htp://x/.');
});

describe('an exception in getToken', () => {
  it.each([
    [
      'thrown',
      () => {
        throw new RangeError('a fault of the app');
      },
    ],
    [
      'rejected with',
      async () => {
        throw new RangeError('a fault of the app');
      },
    ],
  ])('that is %s three times stops the client with TOKEN_FAILED and the cause', async (_, fail) => {
    const getToken = vi.fn<ClientOptions['getToken']>(fail);
    const error = await stopped(connecting({ getToken }));
    expect(error).toMatchObject({ code: 'TOKEN_FAILED', cause: { name: 'RangeError' } });
    expect(error?.message).toContain('a fault of the app');
    expect(getToken).toHaveBeenCalledTimes(3);
  });

  it('of the network is not the app’s: it is tried until it works', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => closed.once('listening', resolve));
    const { port } = closed.address() as { port: number };
    await new Promise(resolve => closed.close(resolve));
    const client = connecting({ getToken: async () => (await fetch(`http://127.0.0.1:${port}`)).text() });
    await until(() => expect(client.state.attempt).toBeGreaterThanOrEqual(5));
    expect(client.state).toMatchObject({
      error: { code: 'UNREACHABLE', cause: { message: 'fetch failed' } },
    });
  });

  it.each([
    ['Chrome', new TypeError('Failed to fetch')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    ['Safari', new TypeError('Load failed')],
    ['React Native', new TypeError('Network request failed')],
    ['axios', Object.assign(new Error('timeout of 1000ms exceeded'), { code: 'ECONNABORTED' })],
    ['node:http', new Error('connect ECONNREFUSED 127.0.0.1:1')],
    ['AbortSignal.timeout', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
  ])('of the network is known as such, as %s words it', async (_, thrown) => {
    const client = connecting({ getToken: () => Promise.reject(thrown) });
    await until(() => expect(client.state.attempt).toBeGreaterThanOrEqual(4));
    expect(client.state.error).toMatchObject({ code: 'UNREACHABLE', cause: thrown });
  });

  it('that says itself that it will pass is believed', async () => {
    let times = 0;
    const client = connecting({
      getToken() {
        if (++times < 6) throw new MessagingError('UNAVAILABLE', 'The sign-in is busy.');
        return 'good';
      },
    });
    await until(() => expect(client.state.name).toBe('online'));
    expect(times).toBe(6);
  });

  it('while a fresh token is needed does not let the refused one be tried again', async () => {
    const asked: boolean[] = [];
    const client = connecting({
      getToken({ refresh }) {
        asked.push(refresh);
        if (refresh && asked.length < 6) throw new MessagingError('UNREACHABLE', 'No network.');
        return refresh ? 'good' : 'not.a.token';
      },
    });
    await until(() => expect(client.state.name).toBe('online'));
    expect(asked).toEqual([false, true, true, true, true, true]);
  });
});
