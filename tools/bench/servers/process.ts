/** A program in a process of its own, which reports its CPU and memory, and ends with the bench. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as z from 'zod';

const ANSWERING = new URL('answering.mjs', import.meta.url).href;
const TSX = import.meta.resolve('tsx');
const PATIENCE_MS = 180_000;

export interface Program {
  /** Prints one JSON line once it is ready. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const reading = z.object({
  /** Milliseconds of all its threads, since it began. */
  cpuMs: z.number(),
  /** Resident bytes, after a collection. */
  rss: z.number(),
});
export type Reading = z.infer<typeof reading>;

export interface Running<Ready> {
  readonly ready: Ready;
  read(): Promise<Reading>;
  /** One question at a time; what is answered has this shape. */
  ask<Answer>(question: object | string, answer: z.ZodType<Answer>): Promise<Answer>;
  stop(): Promise<void>;
}

/** @throws with what it wrote to stderr, if it ends before it is ready or while it is asked */
export async function run<Ready>(program: Program, line: z.ZodType<Ready>): Promise<Running<Ready>> {
  const { file, args = [], cwd, env } = program;
  const child = fork(file, args, {
    execArgv: ['--expose-gc', ...(file.endsWith('.ts') ? ['--import', TSX] : []), '--import', ANSWERING],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
    ...(cwd !== undefined && { cwd }),
  });
  let said = '';
  const listen = (stream: Readable | null) =>
    stream?.on('data', text => {
      said = `${said}${text}`.slice(-4_000);
    });
  const exited = once(child, 'exit');
  const ended = exited.then(([code, signal]): never => {
    throw new Error(`${file} ended with ${signal ?? code}: ${said.trim()}`);
  });
  ended.catch(() => {}); // who waits for an answer is told
  listen(child.stderr);
  const stop = async () => {
    if (child.connected) child.disconnect();
    const kill = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await exited;
    clearTimeout(kill);
  };
  try {
    const ready = line.parse(await Promise.race([firstJson(child.stdout), ended, late(file)]));
    listen(child.stdout);
    const ask = async <Answer>(question: object | string, answer: z.ZodType<Answer>): Promise<Answer> => {
      const answered = once(child, 'message');
      child.send(question);
      const [message] = await Promise.race([answered, ended]);
      const { failed } = failure.parse(message);
      if (failed !== undefined) throw new Error(failed);
      return answer.parse(message);
    };
    return { ready, ask, read: () => ask('reading', reading), stop };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

const failure = z.looseObject({ failed: z.string().optional() });

async function firstJson(output: Readable | null): Promise<unknown> {
  if (!output) throw new Error('the program has no output');
  const lines = createInterface({ input: output });
  for await (const line of lines) if (line.startsWith('{')) return JSON.parse(line);
  // The exit tells why.
  return new Promise(() => {});
}

async function late(file: string): Promise<never> {
  await new Promise(resolve => setTimeout(resolve, PATIENCE_MS).unref());
  throw new Error(`${file} was not ready within ${PATIENCE_MS / 1_000} s`);
}
