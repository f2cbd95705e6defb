/** So many inside at once, the others in the order they came. */
export class Door {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(places: number) {
    this.#free = Math.max(1, Math.floor(places));
  }

  async pass<T>(inside: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>(resolve => this.#queue.push(resolve));
    try {
      return await inside();
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
