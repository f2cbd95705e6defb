/** Unpacks a function's bundle into a folder of its own, as Lambda does under /var/task: nothing of ours around it. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TemplateFunction } from './functions.ts';

export interface TaskRoots {
  /** Unpacked when it is first asked for. */
  of(fn: TemplateFunction): Promise<string>;
  close(): Promise<void>;
}

export async function openTaskRoots(): Promise<TaskRoots> {
  // Outside of the repository, whose package.json would make ES modules of the bundles, and whose modules they would find.
  const root = await mkdtemp(join(tmpdir(), 'lambda-tasks-'));
  const unpacked = new Map<string, Promise<string>>();

  async function unpack({ handler, asset }: TemplateFunction): Promise<string> {
    const folder = join(root, handler);
    await cp(asset, folder, { recursive: true });
    return folder;
  }

  return {
    of(fn) {
      const folder = unpacked.get(fn.handler) ?? unpack(fn);
      unpacked.set(fn.handler, folder);
      return folder;
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
