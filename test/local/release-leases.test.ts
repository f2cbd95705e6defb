/** A large room whose pump was killed, and the next start of the server. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { pumpStore } from '../../shared/aws/pump-store.ts';
import { testServer } from '../support/server.ts';

it('is pumped on at once, instead of staying silent until the lease of the dead has run out', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'messaging-'));
  const first = await testServer({ directory });
  const alice = await first.connect('alice');
  await alice.ask('joinRoom', { room: 'large' });
  await alice.ask('sendMessage', { room: 'large', text: 'nobody was told', messageId: 'message-1' });
  const pumps = (endpoint: string) => {
    const account = { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient(account));
    return pumpStore({ documents, table: first.dynamodb.tables.messages, now: Date.now });
  };
  // As a kill -9 leaves it: the message is stored, and the room is another's for an hour.
  const outlet = { room: 'large', audience: 'looking' } as const;
  const heldUntil = Date.now() + 3_600_000;
  const dead = { since: 1, cursor: 0, awayFrom: 1, nextAt: 0, pauseMs: 0, owner: 'killed', heldUntil };
  expect(await pumps(first.dynamodb.endpoint).take(outlet, dead, undefined)).toBe(true);
  await first.close();

  const second = await testServer({ directory });
  const store = pumps(second.dynamodb.endpoint);
  await expect.poll(() => store.read(outlet), { timeout: 2_000 }).toMatchObject({ cursor: 1, heldUntil: 0 });
  await second.close();
  await rm(directory, { recursive: true });
});
