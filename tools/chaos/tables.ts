/** What lies in the server's tables, read past every fault. */

import type { Entry } from '../../shared/protocol/index.ts';
import { storesOf } from '../../test/support/stores.ts';
import type { Running } from './backend/messages.ts';

const PAGE = 500;

export interface RoomLog {
  readonly room: string;
  readonly epoch: string;
  /** The first seq that is kept. */
  readonly from: number;
  readonly entries: readonly Entry[];
}

export async function logOf({ dynamodb }: Running, room: string): Promise<RoomLog> {
  const { messages } = storesOf(dynamodb.endpoint, { tables: dynamodb.tables });
  const entries: Entry[] = [];
  for (let next = 1; ; ) {
    const page = await messages.from(room, next, PAGE);
    entries.push(...page);
    const last = page.at(-1);
    if (!last) break;
    next = last.seq + 1;
  }
  const { epoch } = await messages.head(room);
  return { room, epoch: entries.at(-1)?.epoch ?? epoch ?? '', from: entries[0]?.seq ?? 1, entries };
}
