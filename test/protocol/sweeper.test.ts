/** The sweeper: counts who is connected, and takes away what a lost `$disconnect` left behind. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { handler as sweeper } from '../../handlers/sweeper.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { keys } from '../../shared/aws/keys.ts';
import { GAUGES } from '../../shared/names.ts';
import { testServer } from '../support/server.ts';

const server = await testServer({ settings: { PRESENCE_LIMIT: '2', CONNECTIONS_PER_USER: '3' } });
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
      metrics: { gauges: values => void gauges.push({ ...values }) },
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
});
