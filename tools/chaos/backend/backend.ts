/** The server under test as the run sees it: started, killed, stopped and started again on the same data. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BackendOptions, type FromParent, type Running, toParent } from './messages.ts';

const PROGRAM = join(import.meta.dirname, 'server.ts');
const START_TIMEOUT_MS = 60_000;
/** A stop waits for the functions that run; one that takes longer is no stop. */
const STOP_TIMEOUT_MS = 15_000;

export class Backend {
  readonly #options: Omit<BackendOptions, 'port' | 'plan'>;
  readonly #onStruck: (name: string, times: number) => void;
  #child: ChildProcess | undefined;
  #running: Running | undefined;
  #plan: Readonly<Record<string, number>> = {};
  /** What it said last, for when it does not start. */
  #said = '';
  readonly #kill = () => this.#child?.kill('SIGKILL');

  constructor(
    options: Omit<BackendOptions, 'port' | 'plan'>,
    onStruck: (name: string, times: number) => void,
  ) {
    this.#options = options;
    this.#onStruck = onStruck;
    process.once('exit', this.#kill);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get running(): Running {
    if (this.#running === undefined) throw new Error('the server was not started');
    return this.#running;
  }

  /** @param kilobytes the most that it can write into one file, as on a disk that is full */
  async start(kilobytes?: number): Promise<void> {
    // Of the first start: tokens name it.
    const port = this.#running ? Number(new URL(this.#running.httpUrl).port) : 0;
    const args = ['--import', 'tsx', PROGRAM, JSON.stringify({ ...this.#options, port, plan: this.#plan })];
    const [command, ...rest] =
      kilobytes === undefined
        ? [process.execPath, ...args]
        : ['bash', '-c', `ulimit -f ${kilobytes}; exec "$0" "$@"`, process.execPath, ...args];
    const child = spawn(command ?? '', rest, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child = child;
    child.stderr?.on('data', chunk => {
      this.#said = `${this.#said}${chunk}`.slice(-4_000);
      if (String(chunk).includes('Nothing more can be stored')) this.#onStruck('disk-full', 1);
    });
    const ready = new Promise<Running>((resolve, reject) => {
      child.on('message', message => {
        const told = toParent.parse(message);
        if (told.kind === 'ready') resolve(told.ready);
        else if (told.kind === 'struck') this.#onStruck(told.name, told.times);
      });
      child.once('exit', code => reject(new Error(`the server ended with ${code}: ${this.#said}`)));
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    this.#running = await ready.finally(() => clearTimeout(timer));
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }

  /** From now on, and after every start. */
  faults(plan: Readonly<Record<string, number>>): void {
    this.#plan = plan;
    this.#tell({ kind: 'faults', plan });
  }

  /** Runs what a clock would run by and by: the sweeper. */
  async sweep(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const swept = new Promise<void>(resolve => {
      const listen = (message: unknown) => {
        if (toParent.parse(message).kind !== 'swept') return;
        child.off('message', listen);
        resolve();
      };
      child.on('message', listen);
    });
    this.#tell({ kind: 'sweep' });
    await swept;
  }

  get said(): string {
    return this.#said;
  }

  async close(): Promise<void> {
    await this.end('SIGKILL');
    process.off('exit', this.#kill);
  }

  #tell(message: FromParent): void {
    if (this.#child?.connected) this.#child.send(message, () => {});
  }
}
