/** One request for several rooms: each is read and answered for itself, and all share the space of one reply. */
import pMap from 'p-map';
import { ProtocolError } from '../../protocol/index.ts';
import { isPassing, PASSING_FAULT } from '../passing.ts';
import type { Logger, Sender } from '../ports.ts';
import { replySpace, type Space } from './page.ts';

interface Failure {
  readonly ok: false;
  /** As it was asked for. */
  readonly room: string;
  readonly error: {
    readonly code: ProtocolError['code'];
    readonly message: string;
    readonly retryAfterMs?: number;
  };
}
type Outcome<Result> = (Result & { ok: true }) | Failure;

/** What an item of the request must look like. */
interface Schema<Item> {
  safeParse(raw: unknown): {
    readonly data?: Item | undefined;
    readonly error?: { readonly issues: readonly Issue[] } | undefined;
  };
}
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Few at once: the rooms compete for the reply's space in about the order in which they were asked for. */
const ROOMS_AT_ONCE = 5;
/** What a room takes of the reply, besides its id and its entries. */
const ENVELOPE_BYTES = 200;
/** A fault may quote the item, which may be as large as the frame. */
const FAULT_LENGTH = 200;

export const eachRoom = <Item extends { room: string }, Result>(
  { logger }: { readonly logger: Logger },
  { connectionId }: Sender,
  { items, schema }: { readonly items: readonly unknown[]; readonly schema: Schema<Item> },
  work: (item: Item, space: Space) => Promise<Result>,
): Promise<Outcome<Result>[]> => {
  const space = replySpace();
  const read = items.map(raw => {
    const { data, error } = schema.safeParse(raw);
    return data ?? misshapen(raw, error?.issues ?? []);
  });
  for (const item of read) space.bytes -= isFailure(item) ? sizeOf(item) : item.room.length + ENVELOPE_BYTES;
  return pMap(read, async item => (isFailure(item) ? item : one(item)), { concurrency: ROOMS_AT_ONCE });

  async function one(item: Item): Promise<Outcome<Result>> {
    try {
      return { ok: true, ...(await work(item, space)) };
    } catch (error) {
      return { ok: false, room: item.room, error: failure(error, item.room) };
    }
  }

  function failure(error: unknown, room: string): Failure['error'] {
    if (error instanceof ProtocolError) {
      const { code, message, retryAfterMs } = error;
      return { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
    logger.error('room failed', { room, connectionId, error });
    if (isPassing(error)) return PASSING_FAULT;
    return { code: 'INTERNAL', message: `Something went wrong here; it is logged under ${connectionId}.` };
  }
};

const isFailure = (item: object): item is Failure => 'ok' in item && item.ok === false;
const sizeOf = (failure: Failure): number => Buffer.byteLength(JSON.stringify(failure));

/** Names the first fault alone: the reply has no place for a list of them in each of 50 rooms. */
function misshapen(raw: unknown, [first]: readonly Issue[]): Failure {
  const fault = first ? `${first.path.join('.') || 'the item'}: ${first.message}` : 'the item';
  const message = `Wrong shape of ${fault.slice(0, FAULT_LENGTH)}`;
  return { ok: false, room: roomIn(raw), error: { code: 'BAD_REQUEST', message } };
}

/** The room as it was asked for, so that the client can tell which item is meant; '' if that was no text. */
function roomIn(raw: unknown): string {
  const room = typeof raw === 'object' && raw !== null && 'room' in raw ? raw.room : undefined;
  return typeof room === 'string' ? room : '';
}
