/** Saves what can be read of a damaged LevelDB folder. The folder as it was is kept next to it. */
import { cp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { numberOf } from './file-names.ts';
import { readLog, writeLog } from './log-file.ts';
import { damageOf, makeUnreadable } from './table-file.ts';

const AT_ONCE = 1_000;

interface Repairing {
  repair(location: string): Promise<void>;
}

const canRepair = (level: object): level is Repairing => 'repair' in level;

/** Returns where the folder as it was is kept. */
export async function repairFolder(directory: string): Promise<string> {
  const kept = `${directory}.damaged-${new Date().toISOString().replaceAll(':', '-')}`;
  await cp(directory, kept, { recursive: true });
  for (const name of await readdir(directory)) await prepare(join(directory, name), name);
  if (canRepair(Level)) await Level.repair(directory);
  // Into new files: what LevelDB repairs it may leave in a table whose other blocks are damaged.
  const fresh = `${directory}.repairing`;
  await rm(fresh, { recursive: true, force: true });
  await copyReadable(directory, fresh);
  await rm(directory, { recursive: true });
  await rename(fresh, directory);
  return kept;
}

/** Takes the damage out of a file, so that LevelDB, which compares no checksums here, does not carry it on. */
async function prepare(path: string, name: string): Promise<void> {
  if (numberOf(name, 'log') !== undefined) {
    const { records, damagedAt } = readLog(await readFile(path));
    if (damagedAt.length > 0) await writeFile(path, writeLog(records));
  } else if (numberOf(name, 'table') !== undefined) {
    const file = await readFile(path);
    const damage = damageOf(file);
    if (damage === undefined) return;
    if (damage.unreadable) return rm(path);
    makeUnreadable(file, damage.blocks);
    await writeFile(path, file);
  }
}

async function copyReadable(from: string, to: string): Promise<void> {
  const raw = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const;
  const source = new Level<Buffer, Buffer>(from, raw);
  const target = new Level<Buffer, Buffer>(to, raw);
  await Promise.all([source.open(), target.open()]);
  const put = (entries: [Buffer, Buffer][]) =>
    target.batch(entries.map(([key, value]) => ({ type: 'put', key, value })));
  let some: [Buffer, Buffer][] = [];
  for await (const entry of source.iterator()) {
    some.push(entry);
    if (some.length < AT_ONCE) continue;
    await put(some);
    some = [];
  }
  await put(some);
  await Promise.all([source.close(), target.close()]);
}
