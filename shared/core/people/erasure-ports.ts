/** What export and erasure need of the world. */

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
  /** Takes the user's words and name out of a row, or removes it if it is theirs alone. Its seq stays. May be done again. */
  erase(userId: string, trace: Trace, at: number): Promise<void>;
}
