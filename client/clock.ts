/** Time and chance, handed in so that tests can own both. */
export interface Clock {
  /** Epoch milliseconds, only for what is shown or stored: this clock may be set back or forward at any moment. */
  now(): number;
  /** Milliseconds of a clock that only runs on: every duration is measured by it. */
  monotonic(): number;
  /** In [0, 1). */
  random(): number;
  /** Runs once, `ms` from now; returns what calls it off. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const sleep = (clock: Clock, ms: number): Promise<void> =>
  new Promise(resolve => {
    clock.after(ms, resolve);
  });
