/** `npm start` as a process of its own, which can be killed as a machine dies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Ready } from '../../../local/ready.ts';

export interface ServerProcess extends Ready {
  /** kill -9. */
  kill(): Promise<void>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export async function startProcess(...args: string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'local/main.ts', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const ended = once(child, 'exit').then(() => running.delete(child));
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(() => {
      throw new Error('the server ended before it was ready');
    }),
  ]);
  return {
    ...JSON.parse(line),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
