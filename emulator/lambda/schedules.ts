/** Runs functions at a rate, as EventBridge does. */
import type { Report } from '../report.ts';
import type { LambdaFunction } from './function.ts';
import type { Invoker } from './invoker.ts';

export interface Schedule {
  readonly fn: LambdaFunction;
  readonly everySeconds: number;
}

export interface Schedules {
  /** Runs them all, without waiting for the clock. */
  runNow(): Promise<void>;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

export function startSchedules(invoker: Invoker, schedules: readonly Schedule[], report: Report): Schedules {
  const running = new Set<Promise<unknown>>();
  const run = ({ fn }: Schedule): Promise<unknown> => {
    const done: Promise<unknown> = invoker
      .invoke(fn, { source: 'aws.events', 'detail-type': 'Scheduled Event' })
      .catch(error => report(fn.handler, error))
      .finally(() => running.delete(done));
    running.add(done);
    return done;
  };
  const timers = schedules.map(schedule =>
    setInterval(() => void run(schedule), schedule.everySeconds * 1_000),
  );
  return {
    async runNow() {
      await Promise.all(schedules.map(run));
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
