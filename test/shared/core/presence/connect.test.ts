/** What connecting keeps account of, over longer than a test can wait. */
import { expect, it } from 'vitest';
import { TABLES } from '../../../../local/store.ts';
import { accountStore } from '../../../../shared/aws/account-store.ts';
import { connectionStore } from '../../../../shared/aws/connection-store.ts';
import { profileStore } from '../../../../shared/aws/profile-store.ts';
import { connect } from '../../../../shared/core/presence/connect.ts';
import { NO_WEBHOOKS } from '../../../../shared/core/webhooks/ports.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/settings.ts';
import { stoppedClock } from '../../../contracts/clock.ts';
import { inProcessDocuments } from '../../../support/dynamodb/engine.ts';
import { NO_RATES } from '../../../support/no-rates.ts';

const LIMIT = 3;

it('a user who connects again and again costs one more look a few connects: what has ended is forgotten', async () => {
  const clock = stoppedClock();
  const looks: string[] = [];
  const documents = inProcessDocuments(run => async call => {
    if (call.operation === 'query') looks.push(call.operation);
    return run(call);
  });
  const { now } = clock;
  const accounts = accountStore({ documents, table: TABLES.messages, now });
  const connections = connectionStore({ documents, table: TABLES.connections, now });
  const deps = {
    accounts,
    profiles: profileStore({ documents, table: TABLES.messages }),
    connections,
    clock,
    settings: { ...DEFAULT_SETTINGS, connectionsPerUser: LIMIT },
    rates: NO_RATES,
    webhooks: NO_WEBHOOKS,
    departures: undefined,
    logger: { warn: console.error, error: console.error },
    poster: {
      post: async () => 'gone' as const,
      disconnect: async () => false,
      isConnected: async () => false,
    },
  };
  const user = { userId: 'alice', name: 'alice', groups: [] };
  const visits = 10 * LIMIT;
  for (let visit = 0; visit < visits; visit++) {
    const expiresAt = Math.floor(now() / 1000) + 7_200;
    const connection = { ...user, connectionId: `visit-${visit}`, connectedAt: now(), expiresAt };
    expect(await connect(deps, connection)).toBe(true);
    await connections.close(user.userId, connection.connectionId);
    clock.advance(60_000);
  }
  expect(looks.length).toBeLessThanOrEqual(visits / LIMIT);
});
