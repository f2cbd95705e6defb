/** Draws inputs for one surface until the time is up, and keeps those that it did not live through. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { seededRandom } from '../../emulator/faults/random.ts';
import { type Coverage, startCoverage } from './coverage.ts';
import { type Json, type SurfaceKind, Unanswered } from './surface.ts';

interface Failure {
  readonly what: string;
  /** Where the input is kept; undefined if it is about no single one. */
  readonly file?: string;
}

export interface Report {
  readonly surface: string;
  readonly inputs: number;
  readonly crashes: number;
  readonly unanswered: number;
  /** What did not hold, once each. */
  readonly failures: readonly Failure[];
  /** Of the surfaces that are guided: places of our code that were reached, and inputs that reached some first. */
  readonly reached?: number;
  readonly kept?: number;
}

export interface FuzzOptions {
  readonly seed: number;
  /** Whether to go on, told how many inputs there were. */
  readonly goesOn: (inputs: number) => boolean;
  /** Failing inputs are kept there. */
  readonly folder: string;
  readonly guided: boolean;
  readonly onInput?: (inputs: number) => void;
}

/** Inputs between two looks at the coverage: a look takes as long as some inputs do. */
const LOOK_EVERY = 8;
const LARGEST_POOL = 2_000;
/** A fault that every other input shows is told often enough. */
const MOST_FAILURES = 20;

export const failureOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 400) : String(error);

/** Where it was thrown, so that the same fault is kept once. */
const placeOf = (error: unknown): string =>
  /\n +at .*?((?:handlers|shared|client|emulator|local)\/[\w./-]+:\d+)/.exec(
    error instanceof Error ? (error.stack ?? '') : '',
  )?.[1] ?? failureOf(error).replaceAll(/\d+/g, 'n').slice(0, 80);

export async function fuzz(name: string, kind: SurfaceKind, options: FuzzOptions): Promise<Report> {
  const { seed, goesOn, folder, onInput } = options;
  const random = seededRandom(seed, name);
  const pool: Json[] = [...kind.corpus];
  const surface = await kind.start({ seed });
  const coverage = kind.isGuided && options.guided ? await startCoverage() : undefined;
  const failures = new Map<string, Failure>();
  let [inputs, crashes, unanswered, kept] = [0, 0, 0, 0];
  // What never gives the event loop back is ended from outside of it.
  const watchdog = new Worker(new URL('./watchdog.mjs', import.meta.url), { workerData: { folder, name } });

  function failed(error: unknown, input: Json): void {
    if (error instanceof Unanswered) unanswered += 1;
    else crashes += 1;
    const place = placeOf(error);
    if (failures.has(place) || failures.size === MOST_FAILURES) return;
    failures.set(place, {
      what: `${failureOf(error)} (${place})`,
      file: keep(folder, { surface: name, input }),
    });
  }

  async function one(input: Json): Promise<void> {
    watchdog.postMessage(input);
    try {
      await surface.run(input);
    } catch (error) {
      failed(error, input);
    }
  }

  /** What reached new code joins the pool: which of a handful it was is found out by chance later on. */
  async function guide(recent: readonly Json[], by: Coverage): Promise<void> {
    if (!(await by.isNew()) || pool.length >= LARGEST_POOL) return;
    pool.push(...recent);
    kept += recent.length;
  }

  /** The corpus first, as it is; it must hold. */
  let begun = 0;
  const next = (): Json => {
    begun += 1;
    return kind.corpus[begun - 1] ?? surface.draw(random, pool);
  };
  const perRound = coverage ? Math.max(LOOK_EVERY, surface.concurrency) : surface.concurrency;
  while (goesOn(inputs)) {
    const round = Array.from({ length: perRound }, next);
    const waiting = round.values();
    await Promise.all(
      Array.from({ length: surface.concurrency }, async () => {
        for (const input of waiting) await one(input);
      }),
    );
    inputs += round.length;
    if (coverage) await guide(round, coverage);
    onInput?.(inputs);
  }
  await coverage?.stop();
  await watchdog.terminate();
  for (const what of await surface.stop()) {
    crashes += 1;
    failures.set(what, { what });
  }
  return {
    surface: name,
    inputs,
    crashes,
    unanswered,
    failures: [...failures.values()],
    ...(coverage && { reached: coverage.reached, kept }),
  };
}

interface Kept {
  readonly surface: string;
  readonly input: Json;
}

function keep(folder: string, kept: Kept): string {
  const text = JSON.stringify(kept);
  const name = `${kept.surface}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
