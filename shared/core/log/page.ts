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

/** A piece is at most so many times as large as all before it: what comes may be larger than what was. */
const GROWTH = 4;

/**
 * Entries that fit, read in pieces: of what does not fit little is read, however large it is.
 * @param read so many entries that follow those that were read already, in the order in which they are to be fitted
 * @returns also whether there may be more: they did not fit, or were not asked for
 */
async function pieces(
  read: (last: Entry | undefined, limit: number) => Promise<Entry[]>,
  limit: number,
  space: Space,
): Promise<{ readonly fit: Entry[]; readonly more: boolean }> {
  const fit: Entry[] = [];
  const given = space.bytes;
  // All of the first piece fit, even if each is as large as one may be.
  for (let size = Math.ceil(given / LIMITS.contentBytes); fit.length < limit; ) {
    const asked = Math.min(Math.max(1, size), limit - fit.length);
    const found = await read(fit.at(-1), asked);
    const fitted = fitting(found, space);
    fit.push(...fitted);
    if (fitted.length < found.length) return { fit, more: true };
    if (found.length < asked) return { fit, more: false };
    const average = (given - space.bytes) / fit.length;
    size = Math.min(GROWTH * fit.length, Math.ceil(space.bytes / average));
  }
  return { fit, more: true };
}

/** What came after a cursor. */
export async function pageAfter(
  messages: MessageStore,
  room: string,
  log: OpenLog,
  { after, limit }: { after: number; limit: number },
  space = replySpace(),
): Promise<Page & { readonly whole: boolean }> {
  const inTail = log.tail.findIndex(({ seq }) => seq === after + 1);
  // Beyond the retention the first message is a later one: a range that can't claim to be whole.
  let whole = after === log.head || inTail !== -1;
  const read = async (last: Entry | undefined, wanted: number) => {
    const found = await messages.from(room, (last?.seq ?? after) + 1, wanted);
    whole ||= found[0]?.seq === after + 1;
    return found;
  };
  const page =
    after >= log.head
      ? []
      : inTail !== -1
        ? fitting(log.tail.slice(inTail, inTail + limit), space)
        : // What waits for its deletion is not read through: there may be any number of it.
          (await messages.reaches(room, after + 1))
          ? (await pieces(read, limit, space)).fit
          : [];
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
  const read = async (last: Entry | undefined, wanted: number) => {
    const end = last?.seq ?? before;
    const inTail = log.tail.filter(({ seq }) => seq < end);
    const isThere = inTail.length >= wanted || log.tail[0]?.seq === 1;
    return (isThere ? inTail.slice(-wanted) : await messages.before(room, end, wanted)).toReversed();
  };
  const { fit, more } = await pieces(read, limit, space);
  const oldest = fit.at(-1)?.seq ?? before;
  return { messages: fit.reverse(), more: oldest > 1 && more };
}
