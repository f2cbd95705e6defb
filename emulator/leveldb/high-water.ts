/**
 * Notes how much of its log a store has written. A log that was cut off in the middle looks like one that a crash ended;
 * only the note tells the two apart.
 */
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { numberOf } from './file-names.ts';

const NOTE = 'high-water.json';
const EVERY_MS = 1_000; // 1 second

const Note = z.object({ log: z.string(), bytes: z.int() });
type Note = z.infer<typeof Note>;

/** Undefined if there is no note, or none that can be read. */
export async function readHighWater(directory: string): Promise<Note | undefined> {
  try {
    return Note.parse(JSON.parse(await readFile(join(directory, NOTE), 'utf8')));
  } catch {
    return undefined;
  }
}

async function look(directory: string): Promise<Note | undefined> {
  const logs = (await readdir(directory)).filter(name => numberOf(name, 'log') !== undefined);
  const [log] = logs.toSorted().reverse();
  return log === undefined ? undefined : { log, bytes: (await stat(join(directory, log))).size };
}

export interface HighWater {
  /** A write has failed: what it left of itself must not be noted as written. */
  freeze(): void;
  /** Once the store is closed: a last note of all that was written. */
  stop(): Promise<void>;
}

export function noteHighWater(directory: string): HighWater {
  let seen: Note | undefined;
  let frozen = false;
  let noting: Promise<void> = Promise.resolve();

  async function note(wanted: Note | undefined): Promise<void> {
    if (wanted === undefined || frozen) return;
    const path = join(directory, NOTE);
    await writeFile(`${path}.new`, JSON.stringify(wanted), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  const timer = setInterval(() => {
    noting = look(directory)
      .then(async now => {
        // What the last look saw: a write that was under way then is whole by now.
        await note(seen);
        seen = now;
      })
      // Without room for a note the one before holds.
      .catch(() => {});
  }, EVERY_MS).unref();

  return {
    freeze() {
      frozen = true;
    },

    async stop() {
      clearInterval(timer);
      await noting;
      await look(directory)
        .then(note)
        .catch(() => {});
    },
  };
}
