/** The sandboxes of one function: as many as its events needed at once, kept for the next ones. */
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import type { Fate } from '../faults/fate.ts';
import type { LambdaHandler } from '../lambda/function.ts';
import { type Code, Sandbox } from './sandbox.ts';

export interface SandboxesOptions {
  readonly memoryMb: number;
  /** Asked for at each cold start. */
  readonly code: () => Promise<Code>;
  readonly onLog: (line: string) => void;
  /** What befalls the next run. */
  readonly fateOf: () => Fate | undefined;
  readonly clockOffset: Float64Array;
}

export interface Sandboxes {
  /** Runs an event in a sandbox that is free, or in a new one, a cold start, whichever comes first. */
  readonly handler: LambdaHandler;
  close(): Promise<void>;
}

/** Each keeps a CPU busy. Elsewhere each has one of its own; here, with more of them at once, all would be late for their events. */
const starts = pLimit(availableParallelism());

export function sandboxesOf({ memoryMb, code, onLog, fateOf, clockOffset }: SandboxesOptions): Sandboxes {
  const all = new Set<Sandbox>();
  const free: Sandbox[] = [];

  async function started(): Promise<Sandbox> {
    const sandbox = new Sandbox(await code(), { memoryMb, onLog, clockOffset });
    all.add(sandbox);
    await sandbox.started;
    return sandbox;
  }

  return {
    async handler(event, context) {
      const sandbox = free.pop() ?? (await starts(async () => free.pop() ?? started()));
      try {
        // It is the next event's: a start is not lost, however long it took.
        if (context.getRemainingTimeInMillis() <= 0) throw new Error('no sandbox was ready in time');
        return await sandbox.run(event, context, fateOf());
      } finally {
        if (sandbox.isAlive) free.push(sandbox);
        else all.delete(sandbox);
      }
    },

    async close() {
      await Promise.all([...all].map(sandbox => sandbox.close()));
    },
  };
}
