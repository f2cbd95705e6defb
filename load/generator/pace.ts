/** Turns at a fixed rate: nobody is told to go sooner than 1/rate after the one before. */
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';

export class Pace {
  readonly #gapMs: number;
  #next = 0;

  constructor(perSecond: number) {
    this.#gapMs = 1_000 / perSecond;
  }

  async turn(): Promise<void> {
    const at = Math.max(now(), this.#next);
    this.#next = at + this.#gapMs;
    const wait = at - now();
    if (wait > 0) await sleep(wait);
  }
}
