/** A server in a process of its own, until the run ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type * as z from 'zod';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

export interface Child<T> {
  readonly ready: T;
  stop(): Promise<void>;
}

/** Starts a TypeScript file that prints one JSON line when it is ready. */
export async function startChild<T>(
  file: string,
  args: readonly string[],
  line: z.ZodType<T>,
): Promise<Child<T>> {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whatever ends this process ends the server.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let errors = '';
  child.stderr.on('data', text => {
    errors = `${errors}${text}`.slice(-4_000);
  });
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  try {
    const ready = line.parse(JSON.parse(await firstLine(child, exited)));
    return {
      ready,
      async stop() {
        process.off('exit', kill);
        child.kill('SIGTERM');
        const timer = setTimeout(kill, STOP_TIMEOUT_MS);
        await exited;
        clearTimeout(timer);
        if (errors) process.stderr.write(`The server said:\n${errors}\n`);
      },
    };
  } catch (error) {
    kill();
    throw new Error(`${file} did not start: ${errors.trim() || error}`);
  }
}

function firstLine({ stdout }: ChildProcess, exited: Promise<void>): Promise<string> {
  if (!stdout) throw new Error('it has no output');
  const lines = createInterface({ input: stdout });
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    exited.then(
      () => reject(new Error('it ended')),
      () => {},
    );
    setTimeout(
      () => reject(new Error(`it was not ready in ${START_TIMEOUT_MS} ms`)),
      START_TIMEOUT_MS,
    ).unref();
  });
}
