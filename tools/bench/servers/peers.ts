/** The peers' programs and packages: a folder with a lock file of its own, installed when the bench first needs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type Running, run } from './process.ts';

const FOLDER = fileURLToPath(new URL('../peers', import.meta.url));
const url = z.object({ url: z.string() });

export async function installPeers(progress: (text: string) => void): Promise<void> {
  if (existsSync(`${FOLDER}/node_modules/.package-lock.json`)) return;
  progress('installing the peers, once: npm ci in tools/bench/peers');
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--silent'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(npm, 'exit');
  if (code !== 0)
    throw new Error(
      'The peers could not be installed: "npm ci --ignore-scripts" failed in tools/bench/peers. It needs the package registry, the first time only; go online and run the bench again.',
    );
}

/** @param name of its folder; it prints its URL */
export async function startPeer(name: string) {
  const server: Running<z.infer<typeof url>> = await run(
    { file: `${FOLDER}/${name}/server.mjs`, cwd: `${FOLDER}/${name}` },
    url,
  );
  return { ...server, url: server.ready.url, tokens: [] };
}
