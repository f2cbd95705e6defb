/** The sandboxes of one function: as many as events ran at once, kept for the next ones. */
import type { LambdaHandler } from '../lambda/function.ts';
import { type Deployed, type OnLog, Sandbox } from './sandbox.ts';

export interface Sandboxes {
  /** Runs an event in a sandbox that is free, or in a new one: a cold start. */
  readonly handler: LambdaHandler;
  close(): Promise<void>;
}

export function sandboxesOf(deployed: Deployed, onLog: OnLog): Sandboxes {
  const all = new Set<Sandbox>();
  const free: Sandbox[] = [];

  function started(): Sandbox {
    const sandbox = new Sandbox(deployed, onLog);
    all.add(sandbox);
    return sandbox;
  }

  return {
    async handler(event, context) {
      const sandbox = free.pop() ?? started();
      try {
        return await sandbox.run(event, context);
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
