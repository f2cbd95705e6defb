/** Runs what AWS runs on a schedule. */

import type { LambdaFunction } from '../emulator/lambda/function.ts';
import type { Invoker } from '../emulator/lambda/invoker.ts';
import type { Report } from '../emulator/report.ts';
import { TRIGGERED } from '../shared/routes.ts';

interface Schedule {
  readonly fn: LambdaFunction;
  readonly everySeconds: number;
}

/** Those of the route table. */
const SCHEDULES: readonly Schedule[] = TRIGGERED.flatMap(fn =>
  fn.trigger.kind === 'schedule' ? [{ fn, everySeconds: fn.trigger.everySeconds }] : [],
);

export interface Timers {
  /** Runs them all, without waiting for the clock. */
  runNow(): Promise<void>;
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

const toStderr: Report = (functionName, error) => console.error(`${functionName} failed:`, error);

export function startTimers(invoker: Invoker, schedules = SCHEDULES, report = toStderr): Timers {
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
