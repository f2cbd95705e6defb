/** `npm start` and `npm run token` as processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { expect, vi } from 'vitest';
import type { Ready } from '../../local/ready.ts';

const started: ChildProcess[] = [];

/** For afterEach. */
export function killAll(): void {
  for (const child of started.splice(0)) child.kill('SIGKILL');
}

export interface Run {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exit: Promise<number | null>;
}

interface Surroundings {
  /** Modules that are loaded before the script. */
  readonly imports?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export const runWith = ({ imports = [], env = {} }: Surroundings, script: string, ...args: string[]): Run =>
  watch(
    spawn(
      process.execPath,
      [...['tsx', ...imports].flatMap(module => ['--import', module]), script, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
    ),
  );

export const run = (script: string, ...args: string[]): Run => runWith({}, script, ...args);

/** By npm, which says nothing of its own. */
export const runNpm = (...args: string[]): Run =>
  watch(spawn('npm', ['--silent', ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));

/** Runs it with a limit on file size, in KB: a write past it fails as on a full disk. */
export const runOnFullDisk = (kilobytes: number, script: string, ...args: string[]): Run =>
  watch(
    spawn(
      'bash',
      ['-c', `ulimit -f ${kilobytes}; exec "$0" "$@"`, process.execPath, '--import', 'tsx', script, ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    ),
  );

function watch(child: ChildProcess): Run {
  started.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', text => {
    output.stdout += text;
  });
  child.stderr?.on('data', text => {
    output.stderr += text;
  });
  return { child, output, exit: new Promise(resolve => child.on('close', resolve)) };
}

/** What the ready line says. */
export async function ready({ output, child }: Run): Promise<Ready> {
  const isOver = () => output.stdout.includes('\n') || child.exitCode !== null;
  await vi.waitFor(() => expect(isOver()).toBe(true), { timeout: 120_000, interval: 50 });
  expect(output.stdout, output.stderr).not.toBe('');
  return JSON.parse(output.stdout);
}

/** A start that ends with one line on stderr and nothing else. */
export async function oneLine({ output, exit }: Run): Promise<string> {
  expect(await exit, output.stdout).toBe(1);
  expect(output.stdout).toBe('');
  expect(output.stderr.trim().split('\n'), output.stderr).toHaveLength(1);
  return output.stderr;
}
