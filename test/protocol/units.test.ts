/** What the operations cost, in the units that the store itself reports. */
import { afterAll, describe, expect, it } from 'vitest';
import type { Consumed } from '../../shared/aws/document-client.ts';
import { testServer } from '../support/server.ts';

const consumed: Consumed[] = [];
const server = await testServer({
  // No presence: what it costs is asked for apart.
  settings: { PRESENCE_LIMIT: '0' },
  container: { onConsumed: report => consumed.push(report) },
});
afterAll(() => server.close());

const WRITES = /^(Put|Update|Delete)Item$/;
const total = (matches: (report: Consumed) => boolean) =>
  consumed.filter(matches).reduce((sum, { units }) => sum + units, 0);
const written = () => total(({ command }) => WRITES.test(command));
const read = (table?: string) =>
  total(report => !WRITES.test(report.command) && (table === undefined || report.table === table));

describe('the units of the store', () => {
  it('connecting writes one, and reads none to learn who is speaking', async () => {
    consumed.length = 0;
    await (await server.connect('alice')).close();
    await expect.poll(() => written()).toBe(2);
    expect(read()).toBe(0);
  });

  it('joining writes two and reads two, half of which is the count of connections', async () => {
    const alice = await server.connect('alice');
    await alice.ask('joinRoom', { room: 'warm' });
    await alice.ask('leaveRoom', { room: 'warm' });
    consumed.length = 0;
    await alice.ask('joinRoom', { room: 'warm' });
    expect({ written: written(), read: read() }).toEqual({ written: 2, read: 2 });
  });

  it.each([0, 1, 15])(
    'a message to %i others writes one and reads two, plus the query of the subscriptions',
    async others => {
      const room = `room-of-${others}`;
      const sockets = await Promise.all(
        Array.from({ length: others + 1 }, (_, index) =>
          server.connect(['alice', 'bob', 'carol'][index % 3] ?? ''),
        ),
      );
      for (const socket of sockets) await socket.ask('joinRoom', { room });
      for (let number = 1; number <= 15; number++) {
        consumed.length = 0;
        const messageId = `message-${number}`;
        const reply = await sockets[0]?.ask('sendMessage', { room, text: 'x'.repeat(100), messageId });
        expect(reply).toMatchObject({ type: 'ok', seq: number });
        const subscriptions = total(({ command, table }) => command === 'Query' && table === 'connections');
        expect(written()).toBe(1);
        expect(read() - subscriptions).toBeLessThanOrEqual(2);
        expect(subscriptions).toBe(1);
        expect(consumed.map(({ command, table }) => `${command} ${table}`).sort()).toEqual([
          'GetItem connections',
          'PutItem messages',
          'Query connections',
          'Query messages',
        ]);
      }
    },
  );

  it('disconnecting from r rooms writes 1 + r and reads none', async () => {
    const alice = await server.connect('alice');
    for (const room of ['one', 'two', 'three']) await alice.ask('joinRoom', { room });
    consumed.length = 0;
    await alice.close();
    await expect.poll(() => written()).toBe(4);
    expect(read()).toBe(0);
  });
});
