/** The SDK as it is handed out, in surroundings that lack what a page has. */
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import type * as Sdk from '../../client/messaging-client.ts';
import { bundleClient } from '../../client/packaging/bundle-client.ts';
import { type Doorkeeper, doorkeeper } from './support/doorkeeper.ts';
import { obliging } from './support/scripted.ts';

let code: string;
let server: Doorkeeper;
beforeAll(async () => {
  ({ code } = await bundleClient('client.js'));
  server = await doorkeeper({
    script: frame =>
      frame.action === 'sendMessage'
        ? { ...frame, seq: 1, ordinal: 1, epoch: 'e1', sentAt: 1, duplicate: false, type: 'ok' }
        : obliging(frame),
  });
  server.accepted.add('good');
});
afterAll(() => server.close());

/** The bundle, evaluated where there are JavaScript's own globals and these alone. */
function sdkIn(globals: object): typeof Sdk {
  const [, names = ''] = /export\s*\{([^}]*)\}/.exec(code) ?? [];
  const exported = names.split(',').map(name => {
    const [local, as = local] = name.trim().split(' as ');
    return `${as}:${local}`;
  });
  const body = code.replace(/export\s*\{[^}]*\};?/, '');
  const context = createContext({ ...globals });
  return runInContext(`(() => {${body};return {${exported.join()}}})()`, context);
}

const timers = { setTimeout, clearTimeout, queueMicrotask };
const platform = { ...timers, performance, crypto, AbortController, TextEncoder, TextDecoder, atob, fetch };

it.each([
  [
    'a web worker, which has no window and no document',
    { ...platform, ...listening(), navigator: { onLine: true } },
  ],
  [
    'React Native, which has no document and whose window listens to nothing',
    { ...platform, window: {}, navigator: { product: 'ReactNative' } },
  ],
  ['a place without window, document and navigator', platform],
])('connects, joins, sends and closes in %s', async (_, globals) => {
  const { MessagingClient } = sdkIn(globals);
  const client = new MessagingClient({ url: server.url, getToken: () => 'good', WebSocket });
  await client.room('r').join();
  expect(await client.room('r').send('from a bare place')).toMatchObject({ seq: 1 });
  client.close();
  expect(client.state.name).toBe('stopped');
});

function listening() {
  const self = new EventTarget();
  return { addEventListener: self.addEventListener.bind(self) };
}
