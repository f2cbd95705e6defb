/** What the tests of the model start from. */
import fc from 'fast-check';
import { PRICES, PROFILES, REGION, TIMES, UNITS } from '../../costs/defaults.ts';
import { DEPLOYMENT } from '../../costs/model/deployment.ts';
import type { Inputs } from '../../costs/model/meters.ts';
import { pricesOf } from '../../costs/model/price-table.ts';
import type { Profile } from '../../costs/model/profile.ts';

export const prices = pricesOf(PRICES, REGION);

export const inputs: Inputs = {
  units: UNITS,
  times: TIMES,
  deployment: DEPLOYMENT,
};

export function profileNamed(name: string): Profile {
  const found = PROFILES.find(profile => profile.name === name);
  if (!found) throw new Error(`no profile ${name}`);
  return found;
}

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Runs a property; SEED=… repeats the run of a seed that was printed. */
export function check<T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>, numRuns = 200): void {
  console.log(`seed ${seed}`);
  fc.assert(property, { seed, numRuns });
}
