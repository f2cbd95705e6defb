/** Rows of a user to erase, and the process that does. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { Surroundings } from '../../local/container.ts';
import { TABLES } from '../../local/store.ts';
import { keys } from '../../shared/aws/keys.ts';
import type { User } from '../../shared/protocol/index.ts';

export interface Erasing {
  readonly surroundings: Surroundings;
  readonly apiKey: string;
  readonly userId: string;
  /** Calls of the store after which it kills itself. */
  readonly killAfter?: number;
}

const BATCH = 25;

/** Puts the messages of a room, from seq 1, straight into the store. */
export function* logOf(room: string, messages: readonly { readonly from: User; readonly text: string }[]) {
  for (const [index, message] of messages.entries())
    yield {
      ...keys.message(room, index + 1),
      epoch: 'e1',
      ordinal: index + 1,
      messageId: `message-${index}`,
      ...message,
      sentAt: 1,
    };
}

export async function putAll(documents: DynamoDBDocumentClient, rows: readonly object[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) =>
    rows.slice(index * BATCH, (index + 1) * BATCH),
  );
  const put = (batch: readonly object[]) => {
    const puts = batch.map(row => ({ PutRequest: { Item: { ...row } } }));
    return documents.send(new BatchWriteCommand({ RequestItems: { [TABLES.messages]: puts } }));
  };
  await pMap(batches, put, { concurrency: 8 });
}

/** Runs it to its end. `signal` is what killed it, if anything did. */
export async function eraseIn(erasing: Erasing) {
  const program = new URL('./erasing-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(erasing)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>(resolve =>
    child.on('close', (_, signal) => resolve(signal)),
  );
  const [said, signal] = await Promise.all([text(child.stdout), ended]);
  return { said, signal };
}
