/** How long the server was ready to run and was given no CPU, as Linux tells it: a busy machine is no fault of the server's. */
import { readFileSync } from 'node:fs';

interface Times {
  readonly ran: number;
  readonly waited: number;
}

export class Starvation {
  #pid: number | undefined;
  #before: Times = { ran: 0, waited: 0 };
  #ran = 0;
  #waited = 0;

  /** To be called every second or so, and as the process may be another one each time. */
  look(pid: number | undefined): void {
    const times = pid === undefined ? undefined : timesOf(pid);
    if (!times) return;
    if (pid !== this.#pid) this.#before = { ran: 0, waited: 0 };
    this.#pid = pid;
    this.#ran += times.ran - this.#before.ran;
    this.#waited += times.waited - this.#before.waited;
    this.#before = times;
  }

  /** Of the time in which it wanted a CPU, the part in which it had none, from 0 to 1; 0 where nobody tells. */
  get share(): number {
    return this.#waited / (this.#ran + this.#waited || 1);
  }
}

/** Of the main thread, in nanoseconds: docs.kernel.org/scheduler/sched-stats.html. */
function timesOf(pid: number): Times | undefined {
  try {
    const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number);
    return { ran, waited };
  } catch {
    return undefined;
  }
}
