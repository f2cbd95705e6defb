/**
 * A history: what clients asked, were told and showed, and what the operator did, each with its moment; and what was there
 * once all was quiet. It is plain JSON, so that a run that went wrong can be saved, checked again and cut down.
 */
import * as z from 'zod';
import { entry } from '../../shared/protocol/index.ts';

/** Milliseconds on one monotonic clock, whatever its zero: that of `performance.now()`, or a simulation's own. */
const at = z.number();
/** A JSON object as it went over the wire. */
const frame = z.record(z.string(), z.unknown());
export type Frame = z.infer<typeof frame>;

const event = <K extends string, S extends z.core.$ZodLooseShape>(kind: K, shape: S) =>
  z.object({ kind: z.literal(kind), at, ...shape });

/** Clients, connections and calls have ids that are theirs alone in the whole history. */
export const happened = z.discriminatedUnion('kind', [
  event('connecting', { connection: z.string(), client: z.string(), user: z.string() }),
  /** `expiresAt`: when the connection's time is up, by its token or after two hours; on the history's clock. */
  event('opened', { connection: z.string(), expiresAt: at.optional() }),
  /** The connection was not let in. */
  event('refused', { connection: z.string(), status: z.number().optional() }),
  /** The client takes the connection for ended, by either side. Nothing is recorded of it after that. */
  event('closed', { connection: z.string(), code: z.number().optional() }),
  event('called', { connection: z.string(), call: z.number(), frame }),
  /** The one reply, an error too. A call without one was lost: it may have taken effect or not. */
  event('replied', { call: z.number(), frame }),
  event('pushed', { connection: z.string(), frame }),
  /** The client shows the room from behind this seq on: it joined, or was told that it can't be given what it missed. */
  event('began', { client: z.string(), room: z.string(), epoch: z.string(), after: z.number() }),
  /** The client shows one entry more, in the order in which it does. */
  event('applied', { client: z.string(), room: z.string(), entry }),
  /** The denial is acknowledged: the user opens no connection that is begun from now on, up to `until` on the history's clock. */
  event('denied', { user: z.string(), until: at.optional() }),
  /** The operator begins to take the denial back. */
  event('allowed', { user: z.string() }),
  /** A fault that struck. `clock` is the name of those that put a server's clock forward or back. */
  event('fault', { name: z.string(), detail: z.string().optional() }),
]);
export type Happened = z.infer<typeof happened>;

/** What the deployment under test promises, by its settings. */
const promises = z.object({
  repeatWindowMs: z.number(),
  /** Entries a second of one sender in one room, and of all in one room; 0 is no limit. */
  senderPerSecond: z.number(),
  roomPerSecond: z.number(),
  /** How many containers may serve one action at once: rates that are counted in memory hold for each of them. */
  containers: z.number(),
  /** How long a post that was accepted may still be on its way. 0 where nothing is. */
  inFlightMs: z.number(),
  /** How long a connection of a denied user may live on that could not be closed at once: until the next sweep. */
  sweepMs: z.number(),
});
export type Promises = z.infer<typeof promises>;

export const quiet = z.object({
  /** Each room's whole log. `from` is the first seq that is kept: over 1 only if retention took what was before. */
  logs: z.array(z.object({ room: z.string(), epoch: z.string(), from: z.number(), entries: z.array(entry) })),
  /** Clients that have had all the time they need to show everything. */
  following: z.array(z.object({ client: z.string(), room: z.string() })),
  /** What `listRooms` tells each user. */
  unread: z.array(z.object({ user: z.string(), room: z.string(), readSeq: z.number(), unread: z.number() })),
  /** What `presence` tells of each room. */
  presence: z.array(
    z.object({
      room: z.string(),
      users: z.array(z.object({ userId: z.string(), connections: z.number() })),
    }),
  ),
});
export type Quiet = z.infer<typeof quiet>;

/** The first line of a history in a file. */
export const head = z.object({
  format: z.literal('history.v1'),
  /** The command that makes the same history again. */
  command: z.string().optional(),
  promises,
});

export interface History extends z.infer<typeof head> {
  /** In the order of their moments. */
  readonly events: readonly Happened[];
  readonly quiet: Quiet;
}
