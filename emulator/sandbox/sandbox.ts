/** A thread that runs a bundled function, one event at a time, as one of Lambda's sandboxes does. */
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { Fate } from '../faults/fate.ts';
import { SandboxKilled } from '../lambda/errors.ts';
import type { LambdaContext } from '../lambda/function.ts';

/** What a sandbox loads. */
export interface Code {
  /** The file that it begins with, and the export that is called. */
  readonly file: string;
  readonly exported: string;
  /** Everything it finds in `process.env`. */
  readonly environment: Readonly<Record<string, string>>;
}

const said = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('log'), line: z.string() }),
  z.object({ kind: z.literal('struck'), how: z.enum(['killed', 'frozen']) }),
  z.object({ kind: z.literal('result'), result: z.string() }),
  z.object({
    kind: z.literal('failed'),
    error: z.object({ name: z.string(), message: z.string(), stack: z.string().optional() }),
  }),
]);

/** What the handler threw, with the name and the stack that it had in its thread. */
function rebuilt({
  name,
  message,
  stack,
}: {
  name: string;
  message: string;
  stack?: string | undefined;
}): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

interface SandboxOptions {
  readonly memoryMb: number;
  readonly onLog: (line: string) => void;
  /** How far its wall clock is off, in milliseconds. */
  readonly clockOffset: Float64Array;
}

export class Sandbox {
  readonly #worker: Worker;
  readonly #wake = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  /** Once its code is loaded, or can't be. */
  readonly started: Promise<void>;
  #isStarted = () => {};
  #waiting: { resolve(result: unknown): void; reject(error: Error): void } | undefined;
  #ended: Error | undefined;
  #fate: Fate | undefined;

  constructor({ file, exported, environment }: Code, { memoryMb, onLog, clockOffset }: SandboxOptions) {
    this.#worker = new Worker(new URL('./thread.mjs', import.meta.url), {
      workerData: { file, exported, wake: this.#wake, clockOffset },
      env: { ...environment },
      // What Lambda counts as a function's memory is more than the heap; a function that outgrows this is over it too.
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      execArgv: [],
    });
    this.started = new Promise(resolve => {
      this.#isStarted = resolve;
    });
    this.#worker.on('message', message => {
      const heard = said.parse(message);
      if (heard.kind === 'loaded') this.#isStarted();
      else if (heard.kind === 'log') onLog(heard.line);
      else if (heard.kind === 'struck') this.#struck(heard.how);
      else if (heard.kind === 'result') this.#waiting?.resolve(JSON.parse(heard.result));
      else this.#waiting?.reject(rebuilt(heard.error));
    });
    this.#worker.on('error', error => this.#end(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', () => this.#end(new Error('Runtime exited without providing a reason')));
  }

  /** False once its thread has ended: it takes no event any more. */
  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  async run(
    event: unknown,
    { getRemainingTimeInMillis, ...context }: LambdaContext,
    fate?: Fate,
  ): Promise<unknown> {
    if (this.#ended) throw this.#ended;
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    const left = getRemainingTimeInMillis();
    const timeout = setTimeout(() => void this.close(), left);
    this.#fate = fate;
    this.#worker.postMessage({
      fate: fate && { diesAt: fate.diesAt, freezesAt: fate.freezesAt, freezeMs: fate.freezeMs },
      event: JSON.stringify(event),
      context: { ...context, left },
    });
    Atomics.store(this.#wake, 0, 1);
    Atomics.notify(this.#wake, 0);
    try {
      return await answered;
    } finally {
      clearTimeout(timeout);
      this.#waiting = undefined;
    }
  }

  /** Frozen or not, and whatever it is doing. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #struck(how: 'killed' | 'frozen'): void {
    this.#fate?.struck(how);
    if (how === 'killed') this.#end(new SandboxKilled());
    if (how === 'killed') void this.close();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#isStarted();
    this.#waiting?.reject(this.#ended);
  }
}
