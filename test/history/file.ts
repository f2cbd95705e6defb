/** A history in a file: a line for its head, one for each event, and one for what was there in the end. */
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { type History, happened, head, quiet } from './format.ts';

export async function saveHistory(path: string, { events, quiet, ...rest }: History): Promise<void> {
  const lines = [rest, ...events, { quiet }].map(line => JSON.stringify(line));
  await writeFile(path, `${lines.join('\n')}\n`);
}

/** Throws with the number of the first line that can't be read. */
export async function readHistory(path: string): Promise<History> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const read = <T>(schema: z.ZodType<T>, line: number): T => {
    try {
      return schema.parse(JSON.parse(lines[line] ?? ''));
    } catch (error) {
      const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      throw new Error(`${path}, line ${line + 1}, is no line of a history: ${why}`);
    }
  };
  const last = lines.length - 1;
  return {
    ...read(head, 0),
    events: lines.slice(1, last).map((_, index) => read(happened, index + 1)),
    ...read(z.object({ quiet }), last),
  };
}
