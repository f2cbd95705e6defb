/** What was asked to go wrong, and how often each has struck. */
import type { ChaosName } from './faults.ts';

export interface Struck {
  readonly fault: ChaosName;
  readonly asked: number;
  readonly struck: number;
}

export class Strikes {
  readonly #asked = new Map<string, number>();
  readonly #struck = new Map<string, number>();
  readonly #onFirst: (name: string) => void;

  /** @param onStruck called at each strike */
  constructor(onStruck: (name: string) => void) {
    this.#onFirst = onStruck;
  }

  ask(name: ChaosName): void {
    this.#asked.set(name, (this.#asked.get(name) ?? 0) + 1);
  }

  strike(name: string, times = 1): void {
    if (times === 0) return;
    this.#struck.set(name, this.of(name) + times);
    this.#onFirst(name);
  }

  of(name: string): number {
    return this.#struck.get(name) ?? 0;
  }

  table(): Struck[] {
    return [...this.#asked].map(([name, asked]) => ({
      fault: name as ChaosName,
      asked,
      struck: this.of(name),
    }));
  }
}
