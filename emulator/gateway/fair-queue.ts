/** Runs so much at once. What waits is taken in turn by whose it is, so that one with thousands waiting holds nobody up. */
export class FairQueue {
  #concurrency: number;
  #running = 0;
  /** The next to have a turn first, as a Map keeps them. */
  readonly #waiting = new Map<unknown, (() => void)[]>();

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  set concurrency(concurrency: number) {
    this.#concurrency = concurrency;
    this.#next();
  }

  async run<T>(whose: unknown, work: () => Promise<T>): Promise<T> {
    await new Promise<void>(resolve => {
      const own = this.#waiting.get(whose);
      if (own === undefined) this.#waiting.set(whose, [resolve]);
      else own.push(resolve);
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #next(): void {
    while (this.#running < this.#concurrency) {
      const [turn] = this.#waiting;
      if (turn === undefined) return;
      const [whose, own] = turn;
      this.#waiting.delete(whose);
      const start = own.shift();
      // Behind everybody else.
      if (own.length > 0) this.#waiting.set(whose, own);
      this.#running += 1;
      start?.();
    }
  }
}
