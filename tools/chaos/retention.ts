/** Takes the oldest messages of a room away, as DynamoDB does once they are older than the retention. */
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import { keys } from '../../shared/aws/keys.ts';
import { isMessage } from '../../shared/protocol/index.ts';
import type { Running } from './backend/messages.ts';
import { ARCHIVE } from './draw.ts';
import { logOf } from './tables.ts';

/** The newest stay. */
const KEPT = 1;

/** @param waiting messages that are left alone: their senders send them again, long before any retention is over */
export async function rollOver(running: Running, waiting: ReadonlySet<string>): Promise<number> {
  const { entries } = await logOf(running, ARCHIVE);
  const old = entries.slice(0, -KEPT);
  const end = old.findIndex(entry => isMessage(entry) && waiting.has(entry.messageId));
  const gone = end < 0 ? old : old.slice(0, end);
  const client = new DynamoDBClient({
    endpoint: running.dynamodb.endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 10,
  });
  for (const { seq } of gone)
    await client.send(
      new DeleteItemCommand({ TableName: running.dynamodb.tables.messages, Key: itemKey(ARCHIVE, seq) }),
    );
  client.destroy();
  return gone.length;
}

const itemKey = (room: string, seq: number) => {
  const { PK, SK } = keys.message(room, seq);
  return { PK: { S: PK }, SK: { S: SK } };
};
