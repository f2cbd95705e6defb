/** Posts that reach their sockets in process or over signed HTTP, and posts that fail. */
import { afterAll, describe, expect, it } from 'vitest';
import type { Poster, PostResult } from '../../shared/core/ports.ts';
import { testServer } from '../support/server.ts';
import type { Socket } from '../support/socket.ts';

describe.each(['in-process', 'http'] as const)('with --management-api %s', managementApi => {
  it('a message reaches the other, who is dropped from the room once gone', async () => {
    const server = await testServer({ managementApi });
    const [alice, bob, carol] = await Promise.all(
      ['alice', 'bob', 'carol'].map(user => server.connect(user)),
    );
    if (!alice || !bob || !carol) throw new Error('three sockets');
    for (const socket of [alice, bob, carol]) await socket.ask('joinRoom', { room: 'here' });
    await alice.ask('sendMessage', { room: 'here', text: 'ü'.repeat(5_000) });
    for (const socket of [bob, carol]) await socket.until(() => socket.messages.length === 1, 'the message');
    expect(bob.messages[0]?.text).toBe('ü'.repeat(5_000));
    await bob.close();
    await expect.poll(async () => (await alice.ask('presence', { room: 'here' })).connections).toBe(2);
    await alice.ask('sendMessage', { room: 'here', text: 'still here?' });
    await carol.until(() => carol.messages.length === 2, 'the second message');
    await server.close();
  });
});

/** Returns what `outcome` says of the n-th post to a connection; what it lets through really goes out. */
function failing(
  real: { current?: Poster },
  outcome: (connectionId: string, nth: number) => PostResult,
): Poster {
  const counts = new Map<string, number>();
  return {
    async post(connectionId, frame) {
      const nth = (counts.get(connectionId) ?? 0) + 1;
      counts.set(connectionId, nth);
      const result = outcome(connectionId, nth);
      return result === 'posted' ? (real.current?.post(connectionId, frame) ?? 'failed') : result;
    },
    disconnect: async () => true,
    isConnected: async () => true,
  };
}

describe('a post that fails', async () => {
  const rules: { outcome: (connectionId: string, nth: number) => PostResult } = { outcome: () => 'posted' };
  const real: { current?: Poster } = {};
  const { managementPoster } = await import('../../shared/aws/poster.ts');
  const { LOCAL_CREDENTIALS, LOCAL_REGION } = await import('../../emulator/local-aws.ts');
  const logger = { warn: () => {}, error: () => {} };
  const server = await testServer({
    settings: { PRESENCE_LIMIT: '0' },
    container: { poster: failing(real, (connectionId, nth) => rules.outcome(connectionId, nth)), logger },
  });
  real.current = managementPoster({
    endpoint: server.managementUrl,
    credentials: LOCAL_CREDENTIALS,
    region: LOCAL_REGION,
    logger,
  });
  afterAll(() => server.close());

  async function pair(room: string): Promise<[Socket, Socket]> {
    const [alice, bob] = await Promise.all([server.connect('alice'), server.connect('bob')]);
    for (const socket of [alice, bob]) await socket.ask('joinRoom', { room });
    return [alice, bob];
  }

  it.each(['throttled', 'failed'] as const)(
    'as %s is tried again until it is through, before the sender is answered',
    async how => {
      const [alice, bob] = await pair(`room-${how}`);
      rules.outcome = (_, nth) => (nth <= 3 ? how : 'posted');
      expect(await alice.ask('sendMessage', { room: `room-${how}`, text: 'patience' })).toMatchObject({
        type: 'ok',
      });
      await bob.until(() => bob.messages.length === 1, 'the message');
    },
  );

  it('as gone takes that connection out of the room, and nobody else', async () => {
    const [alice, bob] = await pair('gone');
    const carol = await server.connect('carol');
    await carol.ask('joinRoom', { room: 'gone' });
    let gone: string | undefined;
    rules.outcome = connectionId => {
      gone ??= connectionId;
      return connectionId === gone ? 'gone' : 'posted';
    };
    expect(await alice.ask('sendMessage', { room: 'gone', text: 'who is there?' })).toMatchObject({
      type: 'ok',
    });
    rules.outcome = () => 'posted';
    const { users } = await alice.ask('presence', { room: 'gone' });
    const names = users.map(({ name }: { name: string }) => name).sort();
    expect([
      ['alice', 'bob'],
      ['alice', 'carol'],
    ]).toContainEqual(names);
    await Promise.race([bob, carol].map(socket => socket.until(() => socket.messages.length === 1, 'it')));
  });
});
