/** After a repair: which messages of which rooms are gone. A room's log has every seq from its first entry to its last. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../emulator/local-aws.ts';
import { roomIn, seqOf } from '../shared/aws/keys.ts';

/** Of all that the table holds, the entries of rooms' logs. */
const Entry = z.object({ PK: z.string().startsWith('ROOM#'), SK: z.string().regex(/^MSG#\d+$/) });

/**
 * One line a room that lacks something.
 * @param expires whether what is old is deleted anyway: then nothing is said of what lies before a room's first message
 */
export async function lostMessages(endpoint: string, TableName: string, expires: boolean): Promise<string[]> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  const logs = new Map<string, number[]>();
  const scan = paginateScan({ client: DynamoDBDocumentClient.from(client) }, { TableName });
  for await (const { Items = [] } of scan)
    for (const item of Items) {
      const entry = Entry.safeParse(item);
      if (!entry.success) continue;
      const room = roomIn(entry.data.PK);
      const log = logs.get(room) ?? [];
      logs.set(room, log);
      log.push(seqOf(entry.data.SK));
    }
  client.destroy();
  return [...logs].flatMap(([room, seqs]) => {
    const gaps = gapsIn(seqs, expires);
    return gaps.length === 0 ? [] : [`room ${JSON.stringify(room)}: ${gaps.join(', ')}`];
  });
}

/** As in `12–108`. */
function gapsIn(seqs: readonly number[], expires: boolean): string[] {
  const sorted = seqs.toSorted((one, other) => one - other);
  const gaps: string[] = [];
  let expected = expires ? (sorted[0] ?? 1) : 1;
  for (const seq of sorted) {
    if (seq > expected) gaps.push(seq - 1 === expected ? String(expected) : `${expected}–${seq - 1}`);
    expected = seq + 1;
  }
  return gaps;
}
