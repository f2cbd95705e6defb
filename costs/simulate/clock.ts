import TinyQueue from 'tinyqueue';

/** Time that runs from event to event. Milliseconds. */
export interface Clock {
  now(): number;
  at(time: number, act: () => void): void;
  after(ms: number, act: () => void): void;
  /** Until nothing is left to happen, or this time has come. */
  run(until: number): void;
}

interface Event {
  readonly time: number;
  /** Events of one time happen in the order in which they were asked for: a seed gives one run. */
  readonly order: number;
  readonly act: () => void;
}

export function createClock(): Clock {
  const events = new TinyQueue<Event>([], (a, b) => a.time - b.time || a.order - b.order);
  let now = 0;
  let order = 0;
  const at = (time: number, act: () => void) => {
    events.push({ time: Math.max(now, time), order: order++, act });
  };
  return {
    now: () => now,
    at,
    after: (ms, act) => at(now + ms, act),
    run(until) {
      for (let next = events.pop(); next && next.time <= until; next = events.pop()) {
        now = next.time;
        next.act();
      }
    },
  };
}
