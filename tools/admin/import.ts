/** `npm run admin -- import`: a file of old messages, one in a line, into a new room; begun again, it goes on where it was. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { LIMITS } from '../../shared/protocol/index.ts';
import { type Api, call } from './call.ts';

const PROGRESS_EVERY = 1_000;

const log = z.object({ head: z.number() });

interface Importing {
  readonly room: string;
  readonly file: string;
  /** Told of each batch: how many messages the room has, and how far the file is read, from 0 to 1. */
  onBatch(seq: number, part: number): void;
}

/** Every so many messages, and at the end. */
export const isWorthALine = (seq: number, part: number): boolean =>
  part === 1 || seq % PROGRESS_EVERY < LIMITS.importBatch;

/** @throws Error with one line that names the lines of the file that were refused */
export async function importFile(api: Api, { room, file, onBatch }: Importing): Promise<void> {
  const { size } = await stat(file);
  const { head } = log.parse(await call(api, 'history', { room, limit: 1 }));
  // The last one that is there is sent again: it has to be the one of this file.
  let after = Math.max(0, head - 1);
  const input = createReadStream(file);
  let line = 0;
  let batch: unknown[] = [];

  async function send(): Promise<void> {
    await call(api, 'importMessages', { room, after, batch }).catch((error: Error) => {
      throw new Error(`lines ${after + 1} to ${after + batch.length}: ${error.message}`);
    });
    after += batch.length;
    batch = [];
  }

  for await (const text of createInterface({ input })) {
    if (++line <= after) continue;
    batch.push(messageIn(text, line));
    if (batch.length < LIMITS.importBatch) continue;
    await send();
    onBatch(after, Math.min(0.99, input.bytesRead / size));
  }
  if (line < head) throw new Error(`${file} has ${line} lines, and the room ${head} entries already`);
  if (batch.length > 0) await send();
  onBatch(after, 1);
}

function messageIn(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `line ${line} is no JSON, as {"from":{"userId":"u1","name":"Ann"},"sentAt":1795494167001,"text":"Hello"} is`,
    );
  }
}
