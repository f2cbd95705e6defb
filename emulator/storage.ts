/** JSON records by key, on disk or in memory; what comes out is unknown until a schema has read it. */
import { chmod, mkdir } from 'node:fs/promises';
import { Level } from 'level';
import { MemoryLevel } from 'memory-level';

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
  ): Promise<void>;
  values(range: { gt: string; lt: string }): AsyncIterable<string>;
  close(): Promise<void>;
}

export async function openStorage(directory: string | undefined): Promise<Storage> {
  const database = directory === undefined ? new MemoryLevel() : await onDisk(directory);
  await database.open();
  return over(database);
}

async function onDisk(directory: string): Promise<Database> {
  await mkdir(directory, { recursive: true });
  // Keys and secrets lie in here; mkdir leaves the mode of a folder that was there before as it is.
  await chmod(directory, 0o700);
  return new Level(directory);
}

function over(database: Database): Storage {
  return {
    async get(key) {
      const value = await database.get(key);
      return value === undefined ? undefined : JSON.parse(value);
    },
    write: (...writes) =>
      database.batch(
        writes.map(write =>
          write.type === 'put' ? { ...write, value: JSON.stringify(write.value) } : write,
        ),
      ),
    async *list(prefix, after = '') {
      for await (const value of database.values({ gt: prefix + after, lt: `${prefix}\u{10ffff}` }))
        yield JSON.parse(value);
    },
    close: () => database.close(),
  };
}
