/** A LevelDB folder, half of it in a table and half in the log, damaged in every way that a file can be. */
import { appendFile, cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { damageIn } from '../../../emulator/leveldb/check.ts';
import { noteHighWater } from '../../../emulator/leveldb/high-water.ts';
import { readLog, writeLog } from '../../../emulator/leveldb/log-file.ts';
import { repairFolder } from '../../../emulator/leveldb/repair.ts';
import { openStorage } from '../../../emulator/storage.ts';

const ENTRIES = 600;
const keyOf = (n: number) => `key-${String(n).padStart(4, '0')}`;
/** Some that Snappy can pack, and some that it can't. */
const textOf = (n: number) =>
  n % 2 === 0 ? `${n} `.repeat(80) : Buffer.from(Math.sin(n).toString().repeat(12)).toString('base64');

let sound: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leveldb-'));
  sound = join(folder, 'sound');
  for (const half of [0, 1]) {
    // The second opening makes a table of what the first one logged.
    const level = new Level(sound);
    await level.open();
    const highWater = noteHighWater(sound);
    for (let n = half * (ENTRIES / 2); n < (half + 1) * (ENTRIES / 2); n += 1)
      await level.put(keyOf(n), textOf(n));
    await level.close();
    await highWater.stop();
  }
});
afterAll(() => rm(folder, { recursive: true }));

let copies = 0;
async function copy(): Promise<string> {
  copies += 1;
  const directory = join(folder, `copy-${copies}`);
  await cp(sound, directory, { recursive: true });
  return directory;
}

async function fileOf(directory: string, kind: RegExp): Promise<string> {
  const name = (await readdir(directory)).find(one => kind.test(one));
  if (name === undefined) throw new Error(`no ${kind}`);
  return join(directory, name);
}

async function entriesOf(directory: string): Promise<Map<string, string>> {
  const level = new Level(directory);
  await level.open();
  const entries = new Map(await level.iterator().all());
  await level.close();
  return entries;
}

const KINDS = [/\.ldb$/, /\.log$/, /^MANIFEST/] as const;

it('a sound folder is sound, and so is one that is empty', async () => {
  expect(await damageIn(sound)).toEqual([]);
  expect(await damageIn(await mkdtemp(join(folder, 'empty-')))).toEqual([]);
  expect((await entriesOf(await copy())).size).toBe(ENTRIES);
});

describe.each(KINDS)('bytes flipped in %s', kind => {
  it('are found wherever they are, or change nothing', async () => {
    const directory = await copy();
    const path = await fileOf(directory, kind);
    const bytes = await readFile(path);
    const step = Math.max(1, Math.floor(bytes.length / 150));
    let unseen = 0;
    for (let at = 0; at < bytes.length; at += step) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0x5a, at);
      await writeFile(path, flipped);
      if ((await damageIn(directory)).length > 0) continue;
      unseen += 1;
      const opened = join(folder, 'opened');
      await cp(directory, opened, { recursive: true });
      const entries = await entriesOf(opened);
      for (let n = 0; n < ENTRIES; n += 1) expect(entries.get(keyOf(n)), `byte ${at}`).toBe(textOf(n));
      await rm(opened, { recursive: true });
    }
    expect(unseen).toBeLessThan(5);
  });
});

describe('a repair', () => {
  const flip = async (path: string) => {
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 0x5a, bytes.length >> 1);
    await writeFile(path, bytes);
  };
  const halve = async (path: string) => truncate(path, (await readFile(path)).length >> 1);
  const remove = (path: string) => rm(path);
  const lengthen = (path: string) => appendFile(path, '\n');
  const shorten = async (path: string) => truncate(path, (await readFile(path)).length - 1);
  /** At least what lies in other files is kept. */
  it.each([
    ['a table flipped', /\.ldb$/, flip, ENTRIES / 2 + 100],
    ['a table cut off', /\.ldb$/, halve, ENTRIES / 2],
    ['a table removed', /\.ldb$/, remove, ENTRIES / 2],
    ['the log flipped', /\.log$/, flip, ENTRIES / 2 + 100],
    ['the log cut off', /\.log$/, halve, ENTRIES / 2 + 100],
    ['the log removed', /\.log$/, remove, ENTRIES / 2],
    ['the manifest flipped', /^MANIFEST/, flip, ENTRIES],
    ['the manifest removed', /^MANIFEST/, remove, ENTRIES],
    ['CURRENT removed', /^CURRENT$/, remove, ENTRIES],
    ['CURRENT with a line too many', /^CURRENT$/, lengthen, ENTRIES],
    ['CURRENT without the end of its line', /^CURRENT$/, shorten, ENTRIES],
  ] as const)('keeps what can be read, as it was: %s', async (_, kind, damage, atLeast) => {
    const directory = await copy();
    await damage(await fileOf(directory, kind));
    expect(await damageIn(directory)).not.toEqual([]);
    await expect(openStorage(directory)).rejects.toThrow(/is damaged/);
    const damaged = (await readdir(directory)).toSorted();

    const kept = await repairFolder(directory);
    expect((await readdir(kept)).toSorted()).toEqual(damaged);
    expect(await damageIn(directory)).toEqual([]);
    const entries = await entriesOf(directory);
    expect(entries.size).toBeGreaterThanOrEqual(atLeast);
    for (const [key, value] of entries) expect(value).toBe(textOf(Number(key.slice(4))));
  });
});

it('a log is written as it is read, however long its records are', () => {
  const records = [0, 1, 7, 32_753, 32_761, 32_762, 100_000, 3].map(length => Buffer.alloc(length, 'x'));
  expect(readLog(writeLog(records))).toMatchObject({ records, damagedAt: [] });
});
