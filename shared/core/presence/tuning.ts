/** Tuning constants; not deployment settings. */
export const PRESENCE = {
  /**
   * How much longer a departure waits than its user has to come back: a user who came back at the last moment has taken their
   * rooms from it by then.
   */
  marginSeconds: 5,
  /** Between the clocks of two containers, and from the start of a join to its look at who is there. */
  skewMs: 2_000,
  /** Departures that one invocation looks at. */
  departuresAtOnce: 10,
} as const;
