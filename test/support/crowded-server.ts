/**
 * Run as a process of its own: the whole backend, with a room so large that this machine could not hold its sockets. A few
 * real sockets stand in for all of them: each post to one of the crowd goes to the next of these.
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { AWS_RULES } from '../../emulator/rules.ts';
import { fromRoutes } from '../../local/from-routes.ts';
import { startServer } from '../../local/server.ts';
import { TABLES } from '../../local/store.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { keys } from '../../shared/aws/keys.ts';
import { NO_FLOOD_CONTROL } from './server.ts';
import { storesOf } from './stores.ts';

/** Puts so many into the room; the sockets that stand in for them are the user's. */
const order = z.object({ room: z.string(), size: z.int(), standIns: z.string() });

const CROWD = 'crowd-';
const BATCH = 25;

let sockets: readonly string[] = [];
let next = 0;
const source = fromRoutes({
  managementApi: 'in-process',
  settings: NO_FLOOD_CONTROL,
  posting: poster => ({
    ...poster,
    async post(connectionId, frame) {
      if (!connectionId.startsWith(CROWD)) return poster.post(connectionId, frame);
      next = (next + 1) % sockets.length;
      return poster.post(sockets[next] ?? '', frame);
    },
  }),
});
const { ready } = await startServer(source, {
  port: 0,
  host: '127.0.0.1',
  // A stand-in is sent what a hundred sockets would be.
  rules: { sendBufferBytes: AWS_RULES.sendBufferBytes * 125 },
});

async function fill({ room, size, standIns }: z.infer<typeof order>): Promise<void> {
  const { endpoint } = ready.dynamodb;
  const documents = documentClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  sockets = (await storesOf(endpoint).connections.ofUser(standIns)).map(({ connectionId }) => connectionId);
  const now = Date.now();
  for (let from = 0; from < size; from += BATCH) {
    const puts = Array.from({ length: Math.min(BATCH, size - from) }, (_, at) => ({
      PutRequest: {
        Item: {
          ...keys.subscription(room, `${CROWD}${String(from + at).padStart(6, '0')}=`),
          userId: standIns,
          name: 'one of many',
          joinedAt: now,
          expiresAt: Math.floor(now / 1_000) + 3_600,
        },
      },
    }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [TABLES.connections]: puts } }));
  }
}

process.on('message', async message => {
  await fill(order.parse(message));
  process.send?.('filled');
});
process.send?.(ready);
// The process that started this one has ended.
process.on('disconnect', () => process.exit());
