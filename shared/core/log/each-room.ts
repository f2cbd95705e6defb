/** One request for several rooms: each answers for itself, and all share the space of one reply. */
import pMap from 'p-map';
import { ProtocolError } from '../../protocol/index.ts';
import { replySpace, type Space } from './page.ts';

type Outcome<Result> =
  | (Result & { ok: true })
  | {
      ok: false;
      room: string;
      error: { code: ProtocolError['code']; message: string; retryAfterMs?: number };
    };

/** Few at once: the rooms compete for the reply's space in about the order in which they were asked for. */
const ROOMS_AT_ONCE = 5;
/** What a room takes of the reply, beside its id and its messages. */
const ENVELOPE_BYTES = 200;

export const eachRoom = <Item extends { room: string }, Result>(
  items: readonly Item[],
  work: (item: Item, space: Space) => Promise<Result>,
): Promise<Outcome<Result>[]> => {
  const space = replySpace();
  for (const { room } of items) space.bytes -= room.length + ENVELOPE_BYTES;
  return pMap(
    items,
    async (item): Promise<Outcome<Result>> => {
      try {
        return { ok: true, ...(await work(item, space)) };
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        const { code, message, retryAfterMs } = error;
        return {
          ok: false,
          room: item.room,
          error: { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) },
        };
      }
    },
    { concurrency: ROOMS_AT_ONCE },
  );
};
