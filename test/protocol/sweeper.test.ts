/** The sweeper: counts who is connected, and takes away what a lost `$disconnect` left behind. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { handler as sweeper } from '../../handlers/sweeper.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { keys } from '../../shared/aws/keys.ts';
import { NO_METRICS } from '../../shared/core/ports.ts';
import { GAUGES } from '../../shared/names.ts';
import { banOf } from '../support/ban-of.ts';
import { testServer } from '../support/server.ts';

const server = await testServer({
  settings: { PRESENCE_LIMIT: '4', CONNECTIONS_PER_USER: '3', LEAVE_DELAY_SECONDS: '0' },
});
afterAll(() => server.close());
const { connections } = server.stores;
const documents = documentClient({
  endpoint: server.dynamodb.endpoint,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
});

/** What a connection leaves where its `$disconnect` is lost. */
async function ghost(userId: string, room: string, livesSeconds = 3_600): Promise<void> {
  const connectionId = `${crypto.randomUUID().slice(0, 15)}=`;
  const expiresAt = Math.floor(Date.now() / 1_000) + livesSeconds;
  const connection = { userId, name: userId, connectionId, expiresAt };
  await connections.open({ ...connection, groups: [], connectedAt: Date.now() });
  await connections.subscribe({ ...connection, room, joinedAt: Date.now() });
}

/** What is left where a connection is closed between the two writes of its join. */
async function looseSubscription(userId: string, room: string): Promise<void> {
  const now = Date.now();
  const rest = { userId, name: userId, joinedAt: now, expiresAt: Math.floor(now / 1_000) + 3_600 };
  const Item = { ...keys.subscription(room, 'L0SM9cOFvHcCIhw='), ...rest };
  await documents.send(new PutCommand({ TableName: server.dynamodb.tables.connections, Item }));
}

async function everything(): Promise<string[]> {
  const found: string[] = [];
  await connections.scan(async items => {
    found.push(...items.map(item => `${item.kind} of ${item.name}`));
  });
  return found.sort();
}

describe('a sweep', () => {
  it('deletes what a lost $disconnect left, tells the room, and leaves the living alone', async () => {
    const [alice, bob] = await server.connectAll(['alice', 'bob'], 'attic');
    await ghost('poltergeist', 'attic');
    await ghost('expired', 'attic', -10);
    // Between the two writes of a join, the connection was closed.
    await looseSubscription('half', 'attic');
    const gauges: Record<string, number>[] = [];
    const swept = await server.run(sweeper, {
      metrics: { ...NO_METRICS, gauges: values => void gauges.push({ ...values }) },
    });
    expect(swept).toMatchObject({ expired: 1, orphaned: 2, connections: 3, users: 3, rooms: 1 });
    expect(gauges).toEqual([
      {
        [GAUGES.connections]: 3,
        [GAUGES.users]: 3,
        [GAUGES.rooms]: 1,
        [GAUGES.expired]: 1,
        [GAUGES.orphaned]: 2,
      },
    ]);
    expect(await everything()).toEqual([
      'connection of alice',
      'connection of bob',
      'subscription of alice',
      'subscription of bob',
    ]);
    await bob.next(({ event, user }) => event === 'leave' && user.userId === 'poltergeist');
    await alice.ask('sendMessage', { room: 'attic', text: 'gone' });
    await bob.next(({ text }) => text === 'gone');
  });

  it('leaves a snapshot, which adminStats serves', async () => {
    const admin = await server.connect('admin');
    const swept = await server.run(sweeper);
    const { connections: counted, users, rooms, topRooms, asOf } = swept;
    expect(await admin.ask('adminStats')).toMatchObject({
      connections: counted,
      users,
      rooms,
      topRooms,
      asOf,
    });
    expect(swept).toMatchObject({ connections: 3, users: 3, rooms: 1, topRooms: [{ room: 'attic' }] });
  });

  it('closes who is banned and lives on all the same, and who came in with a token of before', async () => {
    const [carol, dave] = await server.connectAll(['carol', 'dave']);
    const { accounts } = server.stores;
    // The denial alone, as where a connection was being made meanwhile, or could not be closed.
    await accounts.ban(banOf(await server.userId('carol'), Date.now() + 60_000));
    await accounts.refuseTokens(await server.userId('dave'), Math.floor(Date.now() / 1_000) + 1);
    expect(await server.run(sweeper)).toMatchObject({ denied: 2, expired: 0 });
    for (const socket of [carol, dave]) await socket.until(() => socket.closed !== undefined, 'the close');
    expect(carol.of('bye')).toMatchObject([{ code: 'KICKED', reconnect: false }]);
    expect(dave.of('bye')).toMatchObject([{ code: 'EXPIRED', reconnect: true }]);
    expect(await connections.ofUser(await server.userId('carol'))).toEqual([]);
    expect(await server.run(sweeper)).toMatchObject({ denied: 0 });
    await accounts.lift(await server.userId('carol'));
  });

  it('closes the oldest of too many connections, which no new one could close', async () => {
    const alice = await server.userId('alice');
    const opened = await Promise.all(['alice', 'alice', 'alice'].map(name => server.connect(name)));
    const [oldest] = (await connections.ofUser(alice)).sort((a, b) => a.connectedAt - b.connectedAt);
    if (!oldest) throw new Error('alice is not connected');
    const rows = (await connections.ofUser(alice)).length;
    // Opened at the same time as another, so that neither was counted by the other.
    await connections.open({ ...oldest, connectionId: 'R0SM9cOFvHcCIhw=', connectedAt: 1 });
    const swept = await server.run(sweeper);
    expect(swept).toMatchObject({ replaced: rows + 1 - 3 });
    expect((await connections.ofUser(alice)).map(({ connectedAt }) => connectedAt)).not.toContain(1);
    for (const socket of opened) await socket.close();
  });

  it('leaves alone who may still be connecting: for API Gateway, they are not there yet', async () => {
    const userId = 'newcomer';
    const expiresAt = Math.floor(Date.now() / 1_000) + 3_600;
    const connection = { userId, name: userId, connectionId: 'N0SM9cOFvHcCIhw=', groups: [], expiresAt };
    const gone = { post: async () => 'gone' as const, disconnect: async () => false };
    const poster = { ...gone, isConnected: async (id: string) => id !== connection.connectionId };
    await connections.open({ ...connection, connectedAt: Date.now() - 25_000 });
    await server.run(sweeper, { poster });
    await server.stores.accounts.ban(banOf(userId, expiresAt * 1_000));
    await server.run(sweeper, { poster });
    expect(await connections.ofUser(userId)).toHaveLength(1);
    await server.stores.accounts.lift(userId);
    await connections.open({ ...connection, connectedAt: Date.now() - 30_000 });
    await server.run(sweeper, { poster });
    expect(await connections.ofUser(userId)).toEqual([]);
  });

  it('closes whom it deletes: the client may live, and then comes back', async () => {
    const [bob] = await server.connectAll(['bob'], 'lively');
    const closed: string[] = [];
    const poster = {
      post: async () => 'posted' as const,
      isConnected: async () => false,
      disconnect: async (id: string) => closed.push(id) > 0,
    };
    const ids = (await connections.ofUser(await server.userId('bob'))).map(
      ({ connectionId }) => connectionId,
    );
    await server.run(sweeper, { poster });
    expect(closed).toEqual(expect.arrayContaining(ids));
    expect(await connections.ofUser(await server.userId('bob'))).toEqual([]);
    await bob.close();
  });

  it('goes on where one connection can’t be closed', async () => {
    await ghost('stuck', 'attic', 30);
    const failing = {
      post: async () => 'posted' as const,
      disconnect: async () => {
        throw new Error('throttled');
      },
      isConnected: async () => true,
    };
    const logger = { warn: () => {}, error: () => {} };
    const swept = await server.run(sweeper, { poster: failing, logger });
    expect(swept).toMatchObject({ rooms: 1 });
    expect((await server.stores.snapshots.read())?.asOf).toBe(swept.asOf);
  });

  it('keeps the figure of every large room, which nobody counts at a join', async () => {
    await server.connectAll(['alice', 'bob', 'carol', 'admin', 'admin'], 'large');
    await server.connectAll(['alice', 'bob'], 'small');
    const { asOf } = await server.run(sweeper);
    const figureOf = async (room: string) => {
      const Key = keys.room(room);
      const TableName = server.dynamodb.tables.messages;
      const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return { connections: Item?.connections, connectionsAt: Item?.connectionsAt };
    };
    expect(await figureOf('large')).toEqual({ connections: 5, connectionsAt: asOf });
    expect(await figureOf('small')).toEqual({ connections: undefined, connectionsAt: undefined });
  });
});
