/** Uses up room on the server's disk, with what nobody reads. */
import { randomBytes } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../emulator/local-aws.ts';
import type { Running } from './backend/messages.ts';

const BYTES = 64 * 1_024;
/** Nothing that could be compressed. */
const noise = (bytes: number) => randomBytes((bytes * 3) / 4).toString('base64');

/** Fails once the disk is full, or while the server is away. */
export async function loadBallast({ dynamodb: { endpoint, tables } }: Running): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  const Item = { PK: { S: 'ballast' }, SK: { S: 'ballast' }, data: { S: noise(BYTES) } };
  await client.send(new PutItemCommand({ TableName: tables.messages, Item })).finally(() => client.destroy());
}
