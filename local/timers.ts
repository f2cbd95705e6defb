/** Runs what AWS runs on a schedule. */
import { TRIGGERED } from '../shared/routes.ts';
import type { Invoker } from './lambda/invoker.ts';

export interface Timers {
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export function startTimers(invoker: Invoker): Timers {
  const running = new Set<Promise<unknown>>();
  const timers = TRIGGERED.flatMap(spec => {
    if (spec.trigger.kind !== 'schedule') return [];
    const tick = () => {
      const run: Promise<unknown> = invoker
        .invoke(spec, { source: 'aws.events', 'detail-type': 'Scheduled Event' })
        .catch(error => console.error(`${spec.handler} failed:`, error))
        .finally(() => running.delete(run));
      running.add(run);
    };
    return [setInterval(tick, spec.trigger.everySeconds * 1_000)];
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
