/** LevelDB's manifest: which tables are in force, and from which log on nothing is in a table yet. */
import { readLog } from './log-file.ts';
import { Cursor } from './varints.ts';

export interface Manifest {
  /** The size of each table, by its number. */
  readonly tables: ReadonlyMap<number, number>;
  readonly logNumber: number;
}

/** Undefined if it is damaged. */
export function readManifest(file: Buffer): Manifest | undefined {
  const { records, damagedAt } = readLog(file);
  if (damagedAt.length > 0 || records.length === 0) return undefined;
  const tables = new Map<number, number>();
  let logNumber = 0;
  let nextFile = 0;
  for (const record of records) {
    const edit = new Cursor(record);
    const skipBytes = () => edit.take(edit.varint());
    while (!edit.atEnd)
      switch (edit.varint()) {
        case 1: // the comparator's name
          skipBytes();
          break;
        case 2:
          logNumber = edit.varint();
          break;
        case 3:
          nextFile = edit.varint();
          break;
        case 5: // a compaction's place: level and key
          edit.varint();
          skipBytes();
          break;
        case 6:
          edit.varint();
          tables.delete(edit.varint());
          break;
        case 7: {
          edit.varint();
          const number = edit.varint();
          tables.set(number, edit.varint());
          skipBytes();
          skipBytes();
          break;
        }
        default: // the last sequence, an earlier log: a number each
          edit.varint();
      }
  }
  // A record that the file's end cuts off may have been a whole one: without its numbers there is no store.
  return nextFile === 0 ? undefined : { tables, logNumber };
}
