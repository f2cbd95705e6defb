/** What a browser says of its network, and what the client does at once, over real sockets and with time of the test's own. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../client/clock.ts';
import { MessagingClient } from '../../client/messaging-client.ts';
import { recordedSockets } from '../support/recorded-socket.ts';
import { type Doorkeeper, doorkeeper } from './support/doorkeeper.ts';
import { scripted } from './support/scripted.ts';

const MINUTE = 60_000;
const clients: MessagingClient[] = [];
let server: Doorkeeper;
beforeAll(async () => {
  server = await doorkeeper();
  server.accepted.add('good');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.unstubAllGlobals();
});
afterAll(() => server.close());

/** The globals of a page, of which the client listens to three. */
function page() {
  const window = new EventTarget();
  const document = { hidden: false };
  const connection = Object.assign(new EventTarget(), { type: 'wifi' });
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('document', document);
  vi.stubGlobal('navigator', { connection });
  return {
    document,
    connection,
    tell: (type: string, target: EventTarget = window) => void target.dispatchEvent(new Event(type)),
  };
}

/** Online in a room; its waits are so long that only what the page says can make it try. */
async function online() {
  const sockets = recordedSockets();
  const client = new MessagingClient({
    url: server.url,
    getToken: () => 'good',
    WebSocket: sockets.WebSocket,
    clock: { ...systemClock, random: () => 1 },
    timings: { backoffBaseMs: 10 * MINUTE, backoffCeilingMs: 10 * MINUTE },
  });
  clients.push(client);
  await client.room('r').join();
  const syncs = () => sockets.sent.filter(({ action }) => action === 'sync').length;
  return { client, sockets, syncs };
}

const until = (what: () => void) => vi.waitFor(what, { timeout: 15_000 });

describe('a browser that says', () => {
  it('offline: the client waits at once, and connects as soon as it says online', async () => {
    const { tell } = page();
    const { client, sockets } = await online();
    tell('offline');
    expect(client.state).toMatchObject({ name: 'waiting', error: { code: 'UNREACHABLE' } });
    const listed = client.room('r').history();
    expect(sockets.made.length).toBe(1);
    tell('online');
    expect(client.state.name).toBe('connecting');
    await listed;
    expect(sockets.made.length).toBe(2);
  });

  it('offline while a connection is being made: it waits at once', async () => {
    const { tell } = page();
    const { client } = await online();
    tell('offline');
    tell('online');
    tell('offline');
    expect(client.state.name).toBe('waiting');
    tell('online');
    await until(() => expect(client.state.name).toBe('online'));
  });

  it('visible again: one frame asks whether anything was missed; nothing is asked of a page that is hidden', async () => {
    const { tell, document } = page();
    const { client, syncs } = await online();
    document.hidden = true;
    tell('visibilitychange');
    document.hidden = false;
    await client.room('r').history();
    expect(syncs()).toBe(0);
    tell('visibilitychange');
    await until(() => expect(syncs()).toBe(1));
  });

  it('that its network is another one: the connection is looked after at once; its speed does not matter', async () => {
    const { tell, connection } = page();
    const { client, syncs } = await online();
    tell('change', connection);
    await client.room('r').history();
    expect(syncs()).toBe(0);
    connection.type = 'cellular';
    tell('change', connection);
    await until(() => expect(syncs()).toBe(1));
  });

  it('nothing any more after the client was closed', async () => {
    const { tell } = page();
    const { client, syncs } = await online();
    client.close();
    for (const type of ['online', 'offline', 'visibilitychange']) tell(type);
    expect(client.state.name).toBe('stopped');
    expect(syncs()).toBe(0);
  });
});

it('a device that slept: the timer that was late says so, and a dead connection is noticed in seconds', async () => {
  let isAsleep = false;
  const { client, clock, sockets } = scripted(frame =>
    isAsleep && sockets.made.length === 1 ? undefined : { type: frame.action === 'ping' ? 'pong' : 'ok' },
  );
  client.connect();
  await clock.pass(10);
  isAsleep = true;
  // As the wall clock tells, while the other stood still.
  clock.step(60 * MINUTE);
  await clock.pass(30_000 + 6_000);
  expect(sockets.made[0]?.closed).toBe(true);
  await clock.pass(1_000);
  expect(client.state.name).toBe('online');
});

it('timers that run once a minute, as in a hidden page, are no sleep', async () => {
  const { client, clock, sent } = scripted();
  client.connect();
  await clock.pass(10);
  for (let minute = 0; minute < 4; minute++) {
    clock.step(MINUTE);
    await clock.pass(30_000);
  }
  expect(sent('ping')).toEqual([]);
});
