import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Spread, sigmaOf } from './model/service-times.ts';

/** Seeded, so that the same seed gives the same run. */
export interface Chance {
  /** From 0 up to, but not, 1. */
  uniform(): number;
  /** Waits between events that know nothing of each other. */
  exponential(mean: number): number;
  /** One of them; undefined if there are none. */
  pick<T>(items: readonly T[]): T | undefined;
  /** A time, as spread out as its median and its 99th percentile say. */
  from(spread: Spread): number;
}

export function chance(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    exponential: mean => -mean * Math.log(1 - uniform()),
    pick: items => items[Math.floor(uniform() * items.length)],
    from: spread => spread.p50 * Math.exp(sigmaOf(spread) * normal()),
  };
}
