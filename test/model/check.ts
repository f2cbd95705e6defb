/** Searches one scenario whole. */
import { type Bounds, type Explored, explore } from './explore.ts';
import { sameIdsAgain } from './run.ts';
import { scenario } from './scenarios.ts';
import { type Faults, type Mutation, worldOf } from './world.ts';

export interface Checked extends Explored {
  readonly scenario: string;
  readonly ms: number;
}

export async function check(
  name: string,
  faults: Partial<Faults> = {},
  { mutation, ...bounds }: Bounds & { readonly mutation?: Mutation } = {},
): Promise<Checked> {
  const began = performance.now();
  const stop = sameIdsAgain();
  try {
    const explored = await explore(await worldOf(await scenario(name, faults), mutation), bounds);
    return { scenario: name, ms: Math.round(performance.now() - began), ...explored };
  } finally {
    stop();
  }
}
