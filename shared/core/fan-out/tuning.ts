/** Tuning constants of the fan-out; not deployment settings. The capacity model reads them too. */
export const FAN_OUT = {
  /** Workers of one large room. The post budget is the limit, so more of them would not be faster. */
  workersAtOnce: 8,
  /** Frames of one tick. More wait for the next tick, so that the lease is renewed in time. */
  framesAtOnce: 4,
  /** Posts of one invocation: fewer than the sockets that the poster keeps. */
  postsAtOnce: 60,
} as const;
