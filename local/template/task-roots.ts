/** Unpacks each function's bundle into a folder of its own, as Lambda does under /var/task: nothing of ours around it. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TemplateFunction } from './functions.ts';

export interface TaskRoots {
  of(fn: TemplateFunction): string;
  close(): Promise<void>;
}

export async function unpack(functions: readonly TemplateFunction[]): Promise<TaskRoots> {
  // Outside of the repository, whose package.json would make ES modules of the bundles.
  const root = await mkdtemp(join(tmpdir(), 'messaging-tasks-'));
  const of = ({ handler }: TemplateFunction) => join(root, handler);
  await Promise.all(functions.map(fn => cp(fn.asset, of(fn), { recursive: true })));
  return { of, close: () => rm(root, { recursive: true, force: true }) };
}
