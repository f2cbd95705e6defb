/** A post is answered 410 for a connection that lives: API Gateway may do so, and only the client can tell. */
import { afterAll, expect, it } from 'vitest';
import { testServer } from '../support/server.ts';

/** Connections that every post finds gone. */
const falselyGone = new Set<string>();
const server = await testServer({
  posting: poster => ({
    ...poster,
    post: async (id, frame) => (falselyGone.has(id) ? 'gone' : poster.post(id, frame)),
  }),
});
afterAll(() => server.close());

it('a client that a post takes for gone is closed, so that it comes back and misses nothing', async () => {
  const [alice, bob] = await server.connectAll(['alice', 'bob'], 'haunted');
  const [row] = await server.stores.connections.ofUser(await server.userId('bob'));
  falselyGone.add(row?.connectionId ?? '');
  const { seq } = await alice.ask('sendMessage', { room: 'haunted', text: 'Are you there?' });
  await bob.until(() => bob.closed !== undefined, 'the close');
  const again = await server.connect('bob');
  const joined = await again.ask('joinRoom', { room: 'haunted', last: 1 });
  expect(joined.messages).toMatchObject([{ seq, text: 'Are you there?' }]);
  expect(joined.connections).toBe(2);
});
