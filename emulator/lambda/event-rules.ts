/** Runs functions for events that match a pattern, as EventBridge does. */
import type { Report } from '../report.ts';
import { matches } from './event-pattern.ts';
import type { LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';

export interface EventRule {
  readonly fn: LambdaFunction;
  readonly pattern: unknown;
}

export interface EventBus {
  /** Returns at once: the cause of an event does not wait for what it starts. */
  put(event: object): void;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export function startEventRules(invoker: Invoker, rules: readonly EventRule[], report: Report): EventBus {
  const running = new Set<Promise<unknown>>();
  return {
    put(event) {
      for (const { fn, pattern } of rules) {
        if (!matches(pattern, event)) continue;
        const done: Promise<unknown> = invoker
          .invoke(fn, event)
          .catch(error => report(fn.handler, error))
          .finally(() => running.delete(done));
        running.add(done);
      }
    },
    async stop() {
      await Promise.all(running);
    },
  };
}
