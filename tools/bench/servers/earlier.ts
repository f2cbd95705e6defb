/** Ourselves at an earlier commit, from git's history, with the packages that it had. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './root.ts';

/** Where issue 17 began: what it calls "ourselves today". */
const EARLIER = '8fb3965';
export const EARLIER_NAME = `ourselves at ${EARLIER}`;
/** The quotas that it could lift. */
export const EARLIER_NAMES = [
  'senderMessagesPerSecond',
  'roomMessagesPerSecond',
  'roomPostsPerSecond',
  'roomFramesPerSecond',
  'pumpPostsPerSecond',
] as const;

const FOLDER = join(ROOT, 'node_modules/.cache/bench', EARLIER);

/** The folder of its sources; made on first use, which takes some twenty seconds and the package registry. */
export async function earlierSources(progress: (text: string) => void): Promise<string | undefined> {
  if (existsSync(FOLDER)) return FOLDER;
  progress(`installing ${EARLIER_NAME}, once`);
  // Renamed when it is whole: half of it would be taken for all.
  const half = `${FOLDER}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  const command = `git archive ${EARLIER} | tar -x -C '${half}' && cd '${half}' && npm ci --ignore-scripts --silent`;
  if (await succeeds(command)) {
    await rename(half, FOLDER);
    return FOLDER;
  }
  progress(
    `left out: ${EARLIER_NAME}. It takes the whole git history (git fetch --unshallow) and the package registry.`,
  );
  return undefined;
}

async function succeeds(command: string): Promise<boolean> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { cwd: ROOT, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  return code === 0;
}
