/**
 * Time and order of a simulation: everything that takes time waits here, and the seed says what goes on next. No timer and no
 * socket is involved, so that the same seed gives the same run.
 */
import TinyQueue from 'tinyqueue';
import { chance } from '../../costs/chance.ts';

export interface Scheduler {
  /** Until it is this one's turn: what a call to the store or a frame on its way waits for. */
  pause(): Promise<void>;
  /** Until virtual time is so much later. Others may take longer than that. */
  sleep(ms: number): Promise<void>;
  /** Runs what waits, in the seed's order, until the work is done. @throws if it waits for something that never comes */
  settle<T>(work: Promise<T>): Promise<T>;
  /** Virtual milliseconds; they pass while all who could go on sleep, or as somebody sleeps longer than others work. */
  readonly now: number;
  /** Lets time pass at which nothing is under way. */
  pass(ms: number): void;
  /** Continuations so far. */
  readonly steps: number;
}

interface Sleeper {
  readonly at: number;
  readonly nth: number;
  readonly wake: () => void;
}

interface Waiting {
  readonly since: number;
  readonly go: () => void;
}

/** Virtual milliseconds that a call or a frame takes at the most: no sleep ends later while one is on its way. */
const LONGEST_MS = 500;

export function createScheduler(seed: number): Scheduler {
  const { uniform } = chance(seed);
  const waiting: Waiting[] = [];
  const sleepers = new TinyQueue<Sleeper>([], (a, b) => a.at - b.at || a.nth - b.nth);
  let now = 0;
  let steps = 0;
  let slept = 0;

  /** All who sleep are one among those who may go on: it is the one that wakes first. */
  function mayWake(): boolean {
    const first = sleepers.peek();
    return first !== undefined && waiting.every(({ since }) => first.at <= since + LONGEST_MS);
  }

  function next(): (() => void) | undefined {
    const drawn = Math.floor(uniform() * (waiting.length + (mayWake() ? 1 : 0)));
    const chosen = waiting[drawn];
    if (chosen) {
      const last = waiting.pop();
      if (last && last !== chosen) waiting[drawn] = last;
      return chosen.go;
    }
    const sleeper = sleepers.pop();
    now = Math.max(now, sleeper?.at ?? 0);
    return sleeper?.wake;
  }

  return {
    pause: () => new Promise(go => waiting.push({ since: now, go })),
    sleep: ms =>
      new Promise(wake => {
        slept += 1;
        sleepers.push({ at: now + ms, nth: slept, wake });
      }),
    async settle(work) {
      let isDone = false;
      const done = () => {
        isDone = true;
      };
      work.then(done, done);
      for (;;) {
        await allHaveReacted();
        if (isDone) return work;
        const wake = next();
        if (!wake) throw new Error('somebody waits for what never comes');
        steps += 1;
        wake();
      }
    },
    get now() {
      return now;
    },
    pass(ms) {
      now += ms;
    },
    get steps() {
      return steps;
    },
  };
}

/** A tick comes after every microtask that is due, and those they lead to: everyone who could go on waits again by then. */
const allHaveReacted = () => new Promise<void>(resolve => process.nextTick(resolve));
