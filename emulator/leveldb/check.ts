/**
 * Looks over a LevelDB folder before it is opened. LevelDB itself compares no checksums when it reads, and skips the
 * damaged part of a log without a word: what was in it would be missing, and nobody would know.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numberOf } from './file-names.ts';
import { readHighWater } from './high-water.ts';
import { readLog } from './log-file.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { damageOf } from './table-file.ts';

export interface Damage {
  readonly file: string;
  readonly what: string;
}

/** Nothing if the folder is empty. */
export async function damageIn(directory: string): Promise<Damage[]> {
  const names = await readdir(directory);
  const holds = (kind: 'log' | 'table') => names.some(name => numberOf(name, kind) !== undefined);
  if (!names.includes('CURRENT'))
    return holds('log') || holds('table') ? [{ file: 'CURRENT', what: 'is missing' }] : [];
  const text = await readFile(join(directory, 'CURRENT'), 'utf8');
  const current = text.slice(0, -1);
  // As exact as LevelDB, which takes all but the last byte for the name.
  if (!text.endsWith('\n') || !names.includes(current))
    return [{ file: 'CURRENT', what: 'names a manifest that is missing' }];
  const manifest = readManifest(await readFile(join(directory, current)));
  if (manifest === undefined) return [{ file: current, what: 'is damaged' }];
  return [
    ...(await tableDamage(directory, names, manifest)),
    ...(await logDamage(directory, names, manifest)),
  ];
}

async function tableDamage(
  directory: string,
  names: readonly string[],
  { tables }: Manifest,
): Promise<Damage[]> {
  const found: Damage[] = [];
  for (const [number, size] of tables) {
    const file = names.find(name => numberOf(name, 'table') === number);
    if (file === undefined) {
      found.push({ file: `${String(number).padStart(6, '0')}.ldb`, what: 'is missing' });
      continue;
    }
    const bytes = await readFile(join(directory, file));
    const damage = damageOf(bytes);
    if (bytes.length !== size) found.push({ file, what: `has ${bytes.length} of ${size} bytes` });
    else if (damage?.unreadable) found.push({ file, what: 'is damaged as a whole' });
    else if (damage) found.push({ file, what: `is damaged in ${count(damage.blocks.length, 'place')}` });
  }
  return found;
}

async function logDamage(
  directory: string,
  names: readonly string[],
  { logNumber }: Manifest,
): Promise<Damage[]> {
  const found: Damage[] = [];
  const highWater = await readHighWater(directory);
  const logs = names.filter(name => (numberOf(name, 'log') ?? -1) >= logNumber);
  if (!logs.some(name => numberOf(name, 'log') === logNumber) && logNumber > 0)
    found.push({ file: `${String(logNumber).padStart(6, '0')}.log`, what: 'is missing' });
  for (const file of logs) {
    const { damagedAt, wholeTo } = readLog(await readFile(join(directory, file)));
    const written = highWater?.log === file ? highWater.bytes : 0;
    if (damagedAt.length > 0) found.push({ file, what: `is damaged in ${count(damagedAt.length, 'place')}` });
    else if (wholeTo < written) found.push({ file, what: `has ${wholeTo} of at least ${written} bytes` });
  }
  return found;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
