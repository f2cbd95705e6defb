/** The contracts on AWS's own engine; run by `npx tsx test/contracts/dynamodb-local/main.ts`, which says where it is. */
import { describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../emulator/local-aws.ts';
import { createTables, TABLES } from '../../../local/store.ts';
import { type Consumed, documentClient } from '../../../shared/aws/document-client.ts';
import { roomStore } from '../../../shared/aws/room-store.ts';
import { storeContracts } from '../stores.ts';

const endpoint = process.env.DYNAMODB_LOCAL_ENDPOINT;
if (endpoint === undefined) throw new Error('npx tsx test/contracts/dynamodb-local/main.ts runs this file');
await createTables(endpoint);

const consumed: Consumed[] = [];
const documents = documentClient({
  endpoint,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
  onConsumed: report => consumed.push(report),
});
storeContracts(documents);

describe('a read mark', () => {
  it('is written twice, to the table and to its index, as npm run costs:units adds', async () => {
    const rooms = roomStore({ documents, table: TABLES.messages });
    consumed.length = 0;
    await rooms.markRead('counted', 'somebody', { seq: 1, ordinal: 1, epoch: 'e' });
    expect(consumed).toEqual([{ table: TABLES.messages, command: 'UpdateItem', units: 2 }]);
  });
});
