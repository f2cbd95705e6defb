/** What export and erasure need of the world. */

import type { User } from '../../protocol/index.ts';

/** A row of the `messages` table that holds something of a user, as it is stored. */
export interface Trace {
  readonly PK: string;
  readonly SK: string;
  readonly [attribute: string]: unknown;
}

export interface TraceStore {
  /**
   * Those among the next 1,000 rows of the table, in no order, and where to go on; no `next`: that was all. Nothing lists what
   * a user wrote, so that a pass reads the whole table, at half a read unit for each 4 KB. Eventually consistent.
   * @throws ProtocolError `BAD_REQUEST` if the cursor is none
   */
  page(
    userId: string,
    after: string | undefined,
  ): Promise<{ readonly traces: Trace[]; readonly next?: string }>;
  /** The message in the user's name that a row is. */
  placeOf(userId: string, trace: Trace): { readonly room: string; readonly seq: number } | undefined;
  /** The message that a row is, if the user wrote it since then, epoch milliseconds, and it is not deleted. */
  messageIn(
    userId: string,
    trace: Trace,
    since: number,
  ): { readonly room: string; readonly seq: number } | undefined;
  /** Takes the user's words and name out of a row, or removes it if it is theirs alone. Its seq stays. May be done again. */
  erase(userId: string, trace: Trace, at: number): Promise<void>;
}

/** An order of a moderator: what a user wrote from a time on is to go, in one room or everywhere. */
export interface Purge {
  readonly room?: string | undefined;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly by: User;
  /** Where to go on: of a room the seq before which it is not done, of all rooms the cursor of a page of the table. */
  readonly place?: string | undefined;
  readonly deleted: number;
}

export interface PurgeStore {
  /** In place of what was ordered before of the same user in the same room. */
  put(purge: Purge): Promise<void>;
  waiting(limit: number): Promise<Purge[]>;
  finish(purge: Purge): Promise<void>;
}
