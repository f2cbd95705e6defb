/** Runs what AWS runs on a schedule. */
import { TRIGGERED } from '../shared/routes.ts';
import type { LambdaFunction } from './lambda/function.ts';
import type { Invoker } from './lambda/invoker.ts';

interface Schedule {
  readonly fn: LambdaFunction;
  readonly everySeconds: number;
}

/** Those of the route table. */
const SCHEDULES: readonly Schedule[] = TRIGGERED.flatMap(fn =>
  fn.trigger.kind === 'schedule' ? [{ fn, everySeconds: fn.trigger.everySeconds }] : [],
);

export interface Timers {
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export function startTimers(invoker: Invoker, schedules = SCHEDULES): Timers {
  const running = new Set<Promise<unknown>>();
  const timers = schedules.map(({ fn, everySeconds }) => {
    const tick = () => {
      const run: Promise<unknown> = invoker
        .invoke(fn, { source: 'aws.events', 'detail-type': 'Scheduled Event' })
        .catch(error => console.error(`${fn.handler} failed:`, error))
        .finally(() => running.delete(run));
      running.add(run);
    };
    return setInterval(tick, everySeconds * 1_000);
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
