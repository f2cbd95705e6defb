/** The worker threads of a run, commanded as one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Evidence } from '../checker/verdict.ts';
import type { Assignment, Command, Report, Sample } from './messages.ts';

const FILE = new URL('./thread.mjs', import.meta.url);

export class Workers {
  readonly #workers: readonly Worker[];
  /** For a command of an earlier phase that was not done in time, nobody waits any more. */
  readonly #waiting = new Map<Worker, { type: Command['type']; resolve: () => void }>();
  readonly #failed: Promise<never>;
  readonly evidence: Evidence[] = [];

  constructor(assignments: readonly Assignment[], onSample: (worker: number, sample: Sample) => void) {
    this.#workers = assignments.map(assignment => new Worker(FILE, { workerData: assignment }));
    this.#failed = new Promise((_, reject) => {
      for (const worker of this.#workers) worker.on('error', reject);
    });
    this.#failed.catch(() => {}); // the caller that waits for a command is told
    for (const [index, worker] of this.#workers.entries())
      worker.on('message', (report: Report) => {
        if (report.type === 'sample') onSample(index, report.sample);
        else if (report.type === 'evidence') this.evidence.push(report.evidence);
        else if (this.#waiting.get(worker)?.type === report.command) this.#waiting.get(worker)?.resolve();
      });
  }

  /** False where some were not done in time. */
  async all(commandOf: (worker: number) => Command, timeoutMs: number): Promise<boolean> {
    const done = Promise.all(
      this.#workers.map(
        (worker, index) =>
          new Promise<void>(resolve => {
            const command = commandOf(index);
            this.#waiting.set(worker, { type: command.type, resolve });
            worker.postMessage(command);
          }),
      ),
    );
    const stop = new AbortController();
    const late = sleep(timeoutMs, false, { signal: stop.signal }).catch(() => false);
    const inTime = await Promise.race([done.then(() => true), late, this.#failed]);
    stop.abort();
    return inTime;
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map(worker => worker.terminate()));
  }
}
