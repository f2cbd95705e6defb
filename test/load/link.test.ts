import { afterAll, expect, it } from 'vitest';
import { Inbox } from '../../load/generator/inbound.ts';
import { Link } from '../../load/generator/link.ts';
import { Tally } from '../../load/generator/tally.ts';
import { testServer } from '../support/server.ts';

const server = await testServer({ rules: { requestsPerSecond: 0.001, requestBurst: 1 } });
afterAll(() => server.close());

it('a request that the gateway throttles is known at once to have no reply, and is counted in its words', async () => {
  const tally = new Tally();
  const target = { url: server.socketUrl, token: await server.token('alice'), localAddress: undefined };
  const link = new Link(target, { tally, inbox: new Inbox() }, { pushed() {}, ended() {} });
  await link.open();
  const sync = () => link.request({ action: 'sync', rooms: [{ room: 'any', after: 0, epoch: 'any' }] });
  expect(await sync()).toMatchObject({ type: 'ok' });
  expect(await sync()).toBeUndefined();
  expect(Object.fromEntries(tally.errors)).toEqual({ GATEWAY_LIMIT_EXCEEDED: 1 });
  await link.close();
});
