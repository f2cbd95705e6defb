/** What the commands of this folder share: options, and the files that options name. */
import { existsSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { PRICES, PROFILES, TIMES, UNITS } from '../defaults.ts';
import { readJson } from '../json-file.ts';
import { DEPLOYMENT, type Deployment } from '../model/deployment.ts';
import type { Inputs } from '../model/meters.ts';
import { type Prices, pricesOf, priceTable } from '../model/price-table.ts';
import { type Profile, profile } from '../model/profile.ts';

/** Numbers as people write them: 1000000, 1e6, 1_000_000, 1,000,000. */
export function positive(text: string): number {
  const value = Number(text.replaceAll(/[_,]/g, ''));
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It is a number above 0.');
}

export function profileNamed(nameOrFile: string): Profile {
  const known = PROFILES.find(({ name }) => name === nameOrFile);
  if (known) return known;
  if (existsSync(nameOrFile)) return readJson(profile, nameOrFile);
  throw new InvalidArgumentError(
    `There is no file ${nameOrFile}, and the profiles are ${PROFILES.map(({ name }) => name).join(', ')}.`,
  );
}

export const pricesFrom = (file: string | undefined, region: string): Prices =>
  pricesOf(file === undefined ? PRICES : readJson(priceTable, file), region);

export const inputs = (deployment: Partial<Deployment> = {}): Inputs => ({
  units: UNITS,
  times: TIMES,
  deployment: { ...DEPLOYMENT, ...deployment },
});

/** Runs a command: an error is printed as one line, not as a stack. */
export async function run(command: {
  parseAsync(argv?: readonly string[]): Promise<unknown>;
}): Promise<void> {
  try {
    await command.parseAsync();
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
