/** Virtual time: whatever waits for the store, a socket or a clock goes on in an order that the seed chooses. */
import { chance } from '../../costs/chance.ts';

export interface Timeline {
  readonly now: number;
  /** Seeded, from 0 up to 1. */
  uniform(): number;
  /** Waits until it is chosen. */
  turn(): Promise<void>;
  sleep(ms: number): Promise<void>;
  /** Lets everything go on until the work is done. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass, and what waits for it go on. */
  pass(ms: number): Promise<void>;
}

/** A call to the store or a post may take so long: who sleeps for less may wake meanwhile. */
const LONGEST_CALL_MS = 100;

/** Whatever follows from a turn without waiting anew has happened by then. */
const reactions = () => new Promise<void>(resolve => setImmediate(resolve));

export function createTimeline(seed: number): Timeline {
  const { uniform } = chance(seed);
  const waiting: (() => void)[] = [];
  const asleep: { at: number; wake: () => void }[] = [];
  let now = 0;

  /** The next of those that wait, in the seed's order. False if there is none, or none that wakes until then. */
  function step(until: number): boolean {
    asleep.sort((a, b) => a.at - b.at);
    const at = asleep[0]?.at ?? Number.POSITIVE_INFINITY;
    const mayWake = at <= until && (waiting.length === 0 || at <= now + LONGEST_CALL_MS);
    const drawn = Math.floor(uniform() * (waiting.length + Number(mayWake)));
    const [next] = waiting.splice(drawn, 1);
    if (!next && !mayWake) return false;
    if (!next) now = Math.max(now, at);
    (next ?? asleep.shift()?.wake)?.();
    return true;
  }

  return {
    get now() {
      return now;
    },
    uniform,
    turn: () => new Promise(resolve => waiting.push(resolve)),
    sleep: ms => new Promise(wake => asleep.push({ at: now + ms, wake })),
    async settle(work) {
      let isDone = false;
      const done = () => {
        isDone = true;
      };
      work.then(done, done);
      for (;;) {
        await reactions();
        if (isDone) return work;
        if (!step(Number.POSITIVE_INFINITY)) throw new Error('somebody waits for what never comes');
      }
    },
    async pass(ms) {
      const until = now + ms;
      do await reactions();
      while (step(until));
      now = until;
    },
  };
}
