import type { Clock } from '../ports.ts';

/** `count` of them at random, each as likely as any other. */
export function sampleOf<T>(all: readonly T[], count: number, { random }: Pick<Clock, 'random'>): T[] {
  const left = [...all];
  while (left.length > count) {
    const last = left.pop();
    const index = Math.floor(random() * (left.length + 1));
    if (last !== undefined && index < left.length) left[index] = last;
  }
  return left;
}
