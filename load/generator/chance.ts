import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded: the same seed draws the same schedule. */
export interface Chance {
  /** From 0 up to, but not, 1. */
  uniform(): number;
  /** Waits between events that know nothing of each other. */
  exponential(mean: number): number;
  /** One of them. */
  pick<T>(items: readonly T[]): T | undefined;
}

export function chance(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  return {
    uniform,
    exponential: mean => -mean * Math.log(1 - uniform()),
    pick: items => items[Math.floor(uniform() * items.length)],
  };
}
