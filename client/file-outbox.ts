/** For Node. Apart from the SDK's main file, so that browsers never see an import of `node:fs`. */
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OutboxStore, outgoingOf } from './outbox-store.ts';

const SUFFIX = '.json';
/** As the protocol has it. */
const MESSAGE_ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Keeps unacknowledged messages in a folder, a file each, that nobody else on the machine can read. One folder belongs to one
 * user and one process.
 */
export function fileOutbox(directory: string): OutboxStore {
  /** The id may come from outside, and name a file elsewhere. */
  function fileOf(messageId: string): string {
    if (!MESSAGE_ID.test(messageId)) throw new TypeError(`${messageId} is no message id.`);
    return join(directory, messageId + SUFFIX);
  }
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
        const file = fileOf(item.messageId);
        await mkdir(directory, { recursive: true, mode: 0o700 });
        // It may have been there before, open to all.
        await chmod(directory, 0o700);
        // Whole or not at all.
        await rm(`${file}.new`, { force: true });
        await writeFile(`${file}.new`, JSON.stringify(item), { mode: 0o600 });
        await rename(`${file}.new`, file);
      }, undefined),

    remove: messageId => inTurn(async () => rm(fileOf(messageId), { force: true }), undefined),
  };
}
