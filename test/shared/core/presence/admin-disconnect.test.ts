/** Connections that API Gateway reports as gone while they are being made. */
import { expect, it } from 'vitest';
import { TABLES } from '../../../../local/store.ts';
import { accountStore } from '../../../../shared/aws/account-store.ts';
import { connectionStore } from '../../../../shared/aws/connection-store.ts';
import { adminDisconnect } from '../../../../shared/core/admin/admin-disconnect.ts';
import { NO_WEBHOOKS } from '../../../../shared/core/webhooks/ports.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { stoppedClock } from '../../../contracts/clock.ts';
import { inProcessDocuments } from '../../../support/dynamodb/engine.ts';
import { NO_RATES } from '../../../support/no-rates.ts';

it('a user who is just connecting is put out as soon as the upgrade is through, and not forgotten before', async () => {
  const clock = stoppedClock();
  const documents = inProcessDocuments();
  const connections = connectionStore({ documents, table: TABLES.connections, now: clock.now });
  const upgradedAt = clock.now() + 500;
  const isThrough = async () => clock.now() >= upgradedAt;
  const deps = {
    accounts: accountStore({ documents, table: TABLES.messages, now: clock.now }),
    connections,
    clock,
    settings: DEFAULT_SETTINGS,
    webhooks: NO_WEBHOOKS,
    departures: undefined,
    rates: NO_RATES,
    logger: { warn: console.error, error: console.error },
    poster: {
      post: async () => ((await isThrough()) ? ('posted' as const) : ('gone' as const)),
      disconnect: isThrough,
      isConnected: isThrough,
    },
  };
  const expiresAt = Math.floor(clock.now() / 1000) + 7_200;
  const admin = { userId: 'root', name: 'root', groups: ['admins'], connectionId: 'a', expiresAt };
  await connections.open({
    ...admin,
    userId: 'bob',
    groups: [],
    connectionId: 'b',
    connectedAt: clock.now(),
  });
  const ask = { action: 'adminDisconnect', userId: 'bob' } as const;
  expect(await adminDisconnect(deps, admin, ask, { deadline: clock.monotonic() + 28_000 })).toEqual({
    disconnected: 1,
  });
  expect(await connections.ofUser('bob')).toEqual([]);
});
