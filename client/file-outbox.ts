/** For Node. Apart from the SDK's main file, so that browsers never see an import of `node:fs`. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutboxStore, outgoingOf } from './outbox-store.ts';

const SUFFIX = '.json';

/** Keeps unacknowledged messages in a folder, a file each. One folder belongs to one user and one process. */
export function fileOutbox(directory: string): OutboxStore {
  const fileOf = (messageId: string) => join(directory, messageId + SUFFIX);
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, so that a late write does not bring back what was removed. */
  function inTurn<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    const turn = last.then(work).catch(() => otherwise);
    last = turn;
    return turn;
  }

  async function read(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(directory, name), 'utf8'));
    } catch {
      // Not ours.
      return undefined;
    }
  }

  return {
    load: () =>
      inTurn(async () => {
        const names = (await readdir(directory)).filter(name => name.endsWith(SUFFIX));
        return outgoingOf(await Promise.all(names.map(read)));
      }, []),

    put: item =>
      inTurn(async () => {
        await mkdir(directory, { recursive: true });
        const file = fileOf(item.messageId);
        // Whole or not at all.
        await writeFile(`${file}.new`, JSON.stringify(item));
        await rename(`${file}.new`, file);
      }, undefined),

    remove: messageId => inTurn(() => rm(fileOf(messageId), { force: true }), undefined),
  };
}
