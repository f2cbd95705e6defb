/** Virtual time: it jumps from one event to the next, and every event settles before the next one begins. */
import TinyQueue from 'tinyqueue';

export interface VirtualClock {
  /** Milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Runs until nothing is left to happen, or this time has come. */
  run(until: number): Promise<void>;
}

interface Sleeper {
  readonly until: number;
  /** Sleepers of one instant wake in the order in which they fell asleep, so that a seed gives one run. */
  readonly order: number;
  readonly wake: () => void;
}

export function createClock(): VirtualClock {
  const sleepers = new TinyQueue<Sleeper>([], (a, b) => a.until - b.until || a.order - b.order);
  let now = 0;
  let order = 0;
  return {
    now: () => now,
    sleep: ms => new Promise(wake => sleepers.push({ until: now + Math.max(0, ms), order: order++, wake })),
    async run(until) {
      for (;;) {
        // Everything that the last event set going runs to its next sleep first.
        await settled();
        const next = sleepers.pop();
        if (!next || next.until > until) return;
        now = next.until;
        next.wake();
      }
    },
  };
}

/** Node runs a tick when no promise is left to resolve, and needs no turn of its event loop for it. */
const settled = (): Promise<void> => new Promise(resolve => process.nextTick(resolve));
