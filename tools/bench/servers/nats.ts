/** NATS, where Debian's nats-server is installed: subjects as rooms, nothing kept. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Started } from './server.ts';

const PATIENCE_MS = 10_000;
const { NATS_SERVER = 'nats-server' } = process.env;
const address = z.object({ port: z.int() });

export async function startNats(progress: (text: string) => void): Promise<Started | undefined> {
  if (spawnSync(NATS_SERVER, ['--version']).status !== 0) {
    progress(
      'left out: NATS. Install nats-server (apt-get install nats-server), or name its binary in NATS_SERVER.',
    );
    return undefined;
  }
  const [clients, sockets] = [await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), 'bench-nats-'));
  const file = join(folder, 'nats.conf');
  await writeFile(
    file,
    `host: 127.0.0.1\nport: ${clients}\nwebsocket { host: 127.0.0.1, port: ${sockets}, no_tls: true }\n`,
  );
  const server = spawn(NATS_SERVER, ['-c', file], { stdio: 'ignore' });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(server, 'exit');
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  for (const giveUpAt = performance.now() + PATIENCE_MS; !(await isOpen(sockets)); await sleep(50))
    if (performance.now() > giveUpAt) {
      await stop();
      throw new Error(`${NATS_SERVER} did not listen within ${PATIENCE_MS / 1_000} s`);
    }
  return { url: `ws://127.0.0.1:${sockets}`, tokens: [], stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = address.parse(server.address());
  server.close();
  return port;
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
