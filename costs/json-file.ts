/** A JSON file that somebody named: whatever is wrong with it is told in one line. */
import { readFileSync } from 'node:fs';
import type * as z from 'zod';

export function readJson<T>(schema: z.ZodType<T>, file: string): T {
  const { data, error } = schema.safeParse(jsonIn(file));
  if (!error) return data;
  const [first, ...more] = error.issues;
  const where = first?.path.join('.') || 'the whole';
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  throw new Error(`${file} has the wrong shape: ${where}: ${first?.message}${others}.`);
}

function jsonIn(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} can't be read: ${error instanceof Error ? error.message : error}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} holds no JSON: ${error instanceof Error ? error.message : error}.`);
  }
}
