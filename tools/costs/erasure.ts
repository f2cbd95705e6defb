/**
 * What the erasure of a user with many messages takes, on the local store. The store is in this process, and the function that
 * erases in another, whose memory is told.
 */
import { Command } from 'commander';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { documentClient } from '../../shared/aws/document-client.ts';
import { eraseIn, logOf, putAll } from '../../test/support/erasing.ts';
import { testServer } from '../../test/support/server.ts';
import { wholeNumber } from '../flags.ts';

const { rooms, messages } = new Command('npx tsx tools/costs/erasure.ts')
  .description('Erases a user who wrote every second message of so many rooms; takes some minutes.')
  .option('--rooms <count>', 'rooms', wholeNumber, 1_000)
  .option('--messages <count>', 'of the user, in all rooms together', wholeNumber, 100_000)
  .parse()
  .opts<{ rooms: number; messages: number }>();

const ROOMS_AT_ONCE = 50;
const user = { userId: 'user-to-go', name: 'Zebedee Quux' };
const other = { userId: 'other', name: 'Other' };
const talk = Array.from({ length: (2 * messages) / rooms }, (_, index) => ({
  from: index % 2 ? user : other,
  text: index % 2 ? 'What nobody may read any more.' : 'What stays.',
}));

const server = await testServer();
const { apiKey = '' } = server.api ?? {};
const documents = documentClient({
  endpoint: server.dynamodb.endpoint,
  region: LOCAL_REGION,
  credentials: LOCAL_CREDENTIALS,
});
for (let first = 0; first < rooms; first += ROOMS_AT_ONCE) {
  const some = Array.from({ length: Math.min(ROOMS_AT_ONCE, rooms - first) }, (_, n) => `room-${first + n}`);
  await putAll(
    documents,
    some.flatMap(room => [...logOf(room, talk)]),
  );
  console.error(`${first + some.length} of ${rooms} rooms are there`);
}
const begun = performance.now();
const { said, signal } = await eraseIn({ surroundings: server.surroundings, apiKey, userId: user.userId });
if (signal) throw new Error(`ended by ${signal}`);
const seconds = Math.round((performance.now() - begun) / 1_000);
console.log(JSON.stringify({ rooms, messages, seconds, ...JSON.parse(said) }));
documents.destroy();
await server.close();
