/** Counts what is under way, so that a closing gateway can wait for its end. */
export class InFlight {
  #count = 0;
  #waiting: (() => void)[] = [];

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  track(work: Promise<unknown>): void {
    this.begin();
    const ended = () => this.end();
    work.then(ended, ended);
  }

  /** Resolves once nothing is under way. */
  ended(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise(resolve => this.#waiting.push(resolve));
  }
}
