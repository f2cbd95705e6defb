/** Pages of a log that fit into one reply. */
import { byteLength, type Entry, LIMITS } from '../../protocol/index.ts';
import type { MessageStore } from '../ports.ts';
import type { OpenLog } from './access.ts';

export interface Page {
  /** Ascending, without a gap. */
  readonly messages: Entry[];
  /** Whether the log holds more in the direction that was read. */
  readonly more: boolean;
}

/** What is left of a reply that one or several pages share. */
export interface Space {
  bytes: number;
}

export const replySpace = (): Space => ({ bytes: LIMITS.replyBytes });

/** As many from the front as fit. */
export function fitting<Item>(items: readonly Item[], space: Space): Item[] {
  const end = items.findIndex(item => {
    const bytes = byteLength(JSON.stringify(item)) + 1;
    if (bytes > space.bytes) return true;
    space.bytes -= bytes;
    return false;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}

/** What came after a cursor. */
export async function pageAfter(
  messages: MessageStore,
  room: string,
  log: OpenLog,
  { after, limit }: { after: number; limit: number },
  space = replySpace(),
): Promise<Page & { readonly whole: boolean }> {
  const fromTail = log.tail.findIndex(({ seq }) => seq === after + 1);
  const found =
    after >= log.head
      ? []
      : fromTail !== -1
        ? log.tail.slice(fromTail, fromTail + limit)
        : // What waits for its deletion is not read through: there may be any number of it.
          (await messages.reaches(room, after + 1))
          ? await messages.from(room, after + 1, limit)
          : [];
  const page = fitting(found, space);
  // Beyond the retention the first message is a later one: a range that can't claim to be whole.
  const whole = after === log.head || found[0]?.seq === after + 1;
  return { messages: page, more: whole && (page.at(-1)?.seq ?? after) < log.head, whole };
}

/** The newest before a seq. */
export async function pageBefore(
  messages: MessageStore,
  room: string,
  log: OpenLog,
  { before, limit }: { before: number; limit: number },
  space = replySpace(),
): Promise<Page> {
  const inTail = log.tail.filter(({ seq }) => seq < before);
  const enough = inTail.length >= limit || log.tail[0]?.seq === 1;
  // Not slice(-0): that is everything.
  const found = limit === 0 ? [] : enough ? inTail.slice(-limit) : await messages.before(room, before, limit);
  const page = fitting(found.toReversed(), space).reverse();
  const oldest = page[0]?.seq ?? before;
  return { messages: page, more: oldest > 1 && (page.length < found.length || found.length === limit) };
}
