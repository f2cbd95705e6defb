/** What every store on disk does before it opens its folder. */
import { chmod } from 'node:fs/promises';
import { basename } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { type Damage, damageIn } from './check.ts';
import { repairFolder } from './repair.ts';

/** A store that would start with something missing. */
export class DamagedStore extends Error {
  override readonly name = 'DamagedStore';
  readonly directory: string;
  readonly damage: readonly Damage[];

  constructor(directory: string, damage: readonly Damage[]) {
    super(`${directory} is damaged: ${described(damage)}`);
    this.directory = directory;
    this.damage = damage;
  }
}

export type OnRepaired = (what: Repaired) => void;

export interface Repaired {
  /** As in `dynamodb`. */
  readonly store: string;
  readonly damage: string;
  /** Where the folder as it was is kept. */
  readonly kept: string;
}

const described = (damage: readonly Damage[]): string =>
  damage.map(({ file, what }) => `${file} ${what}`).join(', ');

/** @throws DamagedStore unless it is to be repaired */
export async function prepareFolder(directory: string, onRepaired: OnRepaired | undefined): Promise<void> {
  await makeFolder(directory);
  // Keys and secrets lie in here; making it leaves the mode of a folder that was there before as it is.
  await chmod(directory, 0o700);
  const damage = await damageIn(directory);
  if (damage.length === 0) return;
  if (onRepaired === undefined) throw new DamagedStore(directory, damage);
  const kept = await repairFolder(directory);
  onRepaired({ store: basename(directory), damage: described(damage), kept });
}
