/** How the benchmark talks with its processes: one question, one answer. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';

export interface Process {
  ask<T>(question: object, answer: z.ZodType<T>): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a file of this folder; it collects its garbage when asked for its memory. */
export async function start<T>(
  file: string,
  hello: z.ZodType<T>,
  args: readonly string[] = [],
): Promise<Process & { readonly ready: T }> {
  const child = fork(join(import.meta.dirname, file), args, {
    execArgv: ['--expose-gc', '--import', 'tsx'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  const exited = once(child, 'exit');
  const gone = exited.then(() => {
    throw new Error(`${file} ended`);
  });
  gone.catch(() => {});
  const answer = async () => {
    const [message] = await Promise.race([once(child, 'message'), gone]);
    return message;
  };
  return {
    ready: hello.parse(await answer()),
    async ask(question, shape) {
      const answered = answer();
      child.send(question);
      return shape.parse(await answered);
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}

/** For a process: answers each question with what the function returns. */
export function answerWith(answer: (question: Question) => object | Promise<object>): void {
  process.on('message', async asked => process.send?.(await answer(question.parse(asked))));
  process.on('disconnect', () => process.exit());
}

const question = z.strictObject({
  what: z.enum(['memory', 'broadcast', 'left', 'open', 'received', 'close']).optional(),
  rounds: z.number().optional(),
  count: z.number().optional(),
  headers: z.array(z.string()).optional(),
});
export type Question = z.infer<typeof question>;

/** After a collection; `heap` is this thread's JavaScript alone, `rss` all that the process holds. */
export function memory(): { rss: number; heap: number } {
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}

/** A message of 200 bytes, as chats have them. */
export const BODY = Buffer.from(JSON.stringify({ type: 'message', text: 'x'.repeat(172) }));

/** Sends the body so many times to all, as fast as they take it, and says what that cost. */
export async function broadcast(
  rounds: number,
  sendToAll: () => boolean,
): Promise<{ cpuMicros: number; ms: number }> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    while (!sendToAll()) await new Promise(resolve => setImmediate(resolve));
    // Sockets are written to between rounds, as they are between messages.
    await new Promise(resolve => setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMicros: user + system, ms: performance.now() - started };
}
