/** The secrets of this machine, found by name or by ARN; changes of one secret go one by one. */
import type { OnRepaired } from '../leveldb/open-folder.ts';
import { createLock } from '../lock.ts';
import { openStorage } from '../storage.ts';
import { secretExists, secretNotFound } from './errors.ts';
import { Secret } from './secret.ts';

const SECRETS = 'secret/';
const ARN = /^arn:aws:secretsmanager:[^:]*:[^:]*:secret:(.+?)(-[A-Za-z0-9]{6})?$/;

export type Secrets = Awaited<ReturnType<typeof openSecrets>>;

/** @param directory where they are kept; undefined keeps them in memory */
export async function openSecrets(directory: string | undefined, onRepaired?: OnRepaired) {
  const storage = await openStorage(directory, onRepaired);
  const lock = createLock();
  const save = (secret: Secret) => storage.write({ type: 'put', key: SECRETS + secret.name, value: secret });

  async function named(name: string): Promise<Secret | undefined> {
    const stored = await storage.get(SECRETS + name);
    return stored === undefined ? undefined : Secret.parse(stored);
  }

  /** AWS takes the name, the ARN, and the ARN without its random end. */
  async function find(id: string): Promise<Secret | undefined> {
    const [, name, suffix = ''] = ARN.exec(id) ?? [];
    if (name === undefined) return named(id);
    const secret = await named(name);
    if (secret && (suffix === '' || secret.arn === id)) return secret;
    return suffix === '' ? undefined : named(name + suffix);
  }

  async function get(id: string): Promise<Secret> {
    const secret = await find(id);
    if (!secret) throw secretNotFound();
    return secret;
  }

  return {
    find,
    get,

    add: (secret: Secret): Promise<void> =>
      lock(secret.name, async () => {
        if (await named(secret.name)) throw secretExists(secret.name);
        await save(secret);
      }),

    async change(id: string, change: (secret: Secret) => Partial<Secret>): Promise<Secret> {
      const { name } = await get(id);
      return lock(name, async () => {
        const before = await get(name);
        const after = { ...before, ...change(before) };
        await save(after);
        return after;
      });
    },

    async *list(after?: string): AsyncIterable<Secret> {
      for await (const stored of storage.list(SECRETS, after)) yield Secret.parse(stored);
    },

    close: (): Promise<void> => storage.close(),
  };
}
