/** What was measured last, by name: docs/performance.md is made from it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { surroundings } from './machine.ts';
import { type Row, row } from './row.ts';

const FILE = fileURLToPath(new URL('../measured.json', import.meta.url));

const run = z.strictObject({
  ...surroundings.shape,
  /** The day, in UTC. */
  at: z.string(),
  quick: z.boolean(),
  seconds: z.number(),
  rows: z.array(row),
});
const record = z.record(z.string(), run);
type Record = z.infer<typeof record>;

export const readRecord = (): Record => record.parse(JSON.parse(readFileSync(FILE, 'utf8')));

export function keep(
  names: readonly string[],
  rows: readonly Row[],
  about: Omit<z.infer<typeof run>, 'rows' | 'at'>,
): void {
  const kept = readRecord();
  const at = new Date().toISOString().slice(0, 10);
  for (const name of names) kept[name] = { at, ...about, rows: rows.filter(one => one.name === name) };
  writeFileSync(FILE, `${JSON.stringify(kept, undefined, 2)}\n`);
}
