/** A table with more rows than a sweep may hold: it looks among some of the users, and after a few sweeps among all. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { seededRandom } from '../../../../emulator/faults/random.ts';
import { TABLES } from '../../../../local/store.ts';
import { accountStore } from '../../../../shared/aws/account-store.ts';
import { connectionStore } from '../../../../shared/aws/connection-store.ts';
import { keys } from '../../../../shared/aws/keys.ts';
import { roomStore } from '../../../../shared/aws/room-store.ts';
import { snapshotStore } from '../../../../shared/aws/snapshot-store.ts';
import { heldRows } from '../../../../shared/core/admin/held.ts';
import { sweep } from '../../../../shared/core/admin/sweep.ts';
import { NO_WEBHOOKS } from '../../../../shared/core/webhooks/ports.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { stoppedClock } from '../../../contracts/clock.ts';
import { inProcessDocuments } from '../../../support/dynamodb/engine.ts';
import { NO_RATES } from '../../../support/no-rates.ts';

const USERS = 200;
const MOST = 60;

it('lets every lost subscription go within some sweeps, never one of a living connection, and counts all each time', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const clock = { ...stoppedClock(), random: seededRandom(seed, 'sweep') };
  const documents = inProcessDocuments();
  const inMessages = { documents, table: TABLES.messages, now: clock.now };
  const connections = connectionStore({ documents, table: TABLES.connections, now: clock.now });
  const expiresAt = Math.floor(clock.now() / 1_000) + 7_200;
  for (let user = 0; user < USERS; user++) {
    const who = { userId: `user-${user}`, name: 'somebody', connectionId: `c-${user}`, expiresAt };
    const subscription = { ...who, room: 'attic', joinedAt: clock.now() };
    await connections.open({ ...who, groups: [], connectedAt: clock.now() - 60_000 });
    await connections.subscribe(subscription);
    // Of a connection that was closed between the two writes of its join.
    const { userId, name, joinedAt } = subscription;
    const Item = { ...keys.subscription('attic', `lost-${user}`), userId, name, joinedAt, expiresAt };
    await documents.send(new PutCommand({ TableName: TABLES.connections, Item }));
  }
  const deps = {
    accounts: accountStore(inMessages),
    connections,
    rooms: roomStore(inMessages),
    snapshots: snapshotStore(inMessages),
    clock,
    settings: DEFAULT_SETTINGS,
    webhooks: NO_WEBHOOKS,
    departures: undefined,
    rates: NO_RATES,
    logger: { warn: console.error, error: console.error },
    poster: {
      post: async () => 'posted' as const,
      disconnect: async () => true,
      isConnected: async () => true,
    },
  };
  let orphaned = 0;
  let sweeps = 0;
  while (orphaned < USERS && sweeps < 500) {
    const swept = await sweep(deps, { aheadSeconds: 90, probes: 10, most: MOST });
    expect(swept).toMatchObject({ connections: USERS, users: USERS, rooms: 1, replaced: 0 });
    expect(swept.orphaned).toBeLessThanOrEqual(MOST);
    orphaned += swept.orphaned;
    sweeps += 1;
  }
  expect(orphaned).toBe(USERS);
  expect(sweeps).toBeGreaterThan(USERS / MOST);
  let left = 0;
  await connections.scan(async items => {
    left += items.length;
  });
  expect(left).toBe(2 * USERS);
});

it('holds no more rows than it may, and those of a user all or not at all', () => {
  const random = seededRandom(1, 'rows');
  const held = heldRows({ random }, MOST);
  for (let user = 0; user < USERS; user++) {
    const both = { userId: `user-${user}`, name: 'x', connectionId: `c-${user}`, expiresAt: 9e9 };
    held.hold({ kind: 'subscription', ...both, room: 'attic' });
    held.hold({ kind: 'connection', ...both, connectedAt: 0, upgraded: true });
    expect(held.connections.size + held.subscriptions().length).toBeLessThanOrEqual(MOST);
  }
  const ids = held.subscriptions().map(({ connectionId }) => connectionId);
  expect(ids.length).toBeGreaterThan(0);
  expect(new Set(ids)).toEqual(new Set(held.connections.keys()));
});
