/** JSON records by key, on disk or in memory; what comes out is unknown until a schema has read it. */
import { Level } from 'level';
import { MemoryLevel } from 'memory-level';
import { noteHighWater } from './leveldb/high-water.ts';
import { type OnRepaired, prepareFolder } from './leveldb/open-folder.ts';
import { WritesRefused, writesRefused } from './leveldb/refused-writes.ts';

type Write = { type: 'put'; key: string; value: object | string } | { type: 'del'; key: string };

export interface Storage {
  get(key: string): Promise<unknown>;
  write(...writes: Write[]): Promise<void>;
  list(prefix: string, after?: string): AsyncIterable<unknown>;
  close(): Promise<void>;
}

/** The part of a level database that is used, the same for both kinds. */
interface Database {
  open(): Promise<void>;
  get(key: string): Promise<string | undefined>;
  batch(
    writes: ({ type: 'put'; key: string; value: string } | { type: 'del'; key: string })[],
    options?: { sync: boolean },
  ): Promise<void>;
  values(range: { gt: string; lt: string }): AsyncIterable<string>;
  close(): Promise<void>;
}

/** @throws DamagedStore unless it is to be repaired */
export async function openStorage(directory: string | undefined, onRepaired?: OnRepaired): Promise<Storage> {
  const database = directory === undefined ? new MemoryLevel() : await onDisk(directory, onRepaired);
  await database.open();
  const highWater = directory === undefined ? undefined : noteHighWater(directory);
  return {
    ...over(database, error => {
      highWater?.freeze();
      console.error(writesRefused(directory, error instanceof Error ? error.message : String(error)));
    }),
    async close() {
      await database.close();
      await highWater?.stop();
    },
  };
}

async function onDisk(directory: string, onRepaired: OnRepaired | undefined): Promise<Database> {
  await prepareFolder(directory, onRepaired);
  return new Level(directory);
}

function over(database: Database, onRefused: (error: unknown) => void): Omit<Storage, 'close'> {
  /** After the first write that failed: LevelDB may have left half a record, and what comes after half a record is lost. */
  let refused = false;

  async function batch(writes: Parameters<Database['batch']>[0]): Promise<void> {
    if (refused) throw new WritesRefused();
    try {
      await database.batch(writes, { sync: true });
    } catch (error) {
      if (!refused) onRefused(error);
      refused = true;
      throw new WritesRefused();
    }
  }

  return {
    async get(key) {
      const value = await database.get(key);
      return value === undefined ? undefined : JSON.parse(value);
    },
    write: (...writes) =>
      batch(
        writes.map(write =>
          write.type === 'put' ? { ...write, value: JSON.stringify(write.value) } : write,
        ),
      ),
    async *list(prefix, after = '') {
      for await (const value of database.values({ gt: prefix + after, lt: `${prefix}\u{10ffff}` }))
        yield JSON.parse(value);
    },
  };
}
