/** A scenario: something that people do with the backend, and that it must do for them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Assembly } from '../../emulator/template/assembly.ts';
import { type Backend, startBackend } from './backend.ts';

export interface Scenario {
  readonly name: string;
  run(backend: Backend): Promise<void>;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const LINES = 5;

/** Long enough for what goes with a refusal to be said too. */
const AFTERMATH_MS = 200;

/** Rejects soon after the backend is in trouble: what a scenario then waits for may never come. */
async function trouble(backend: Backend, signal: AbortSignal): Promise<never> {
  while (backend.troubles().length === 0) await sleep(AFTERMATH_MS, undefined, { signal });
  await sleep(AFTERMATH_MS, undefined, { signal });
  throw new Error('something was refused, or failed:');
}

/** @throws Error that says what failed, and what the backend had to say about it: who was refused what, who lacked what */
export async function play({ name, run }: Scenario, backend: Backend): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([run(backend), trouble(backend, done.signal)]);
    if (backend.troubles().length > 0) throw new Error('it worked, and yet something was refused or failed:');
  } catch (error) {
    const troubles = backend.troubles();
    const said = troubles.length > 0 ? troubles : backend.journal.lines.slice(-LINES);
    throw new Error([`${name}: ${messageOf(error)}`, ...said].join('\n'), { cause: error });
  } finally {
    done.abort();
  }
}

/** How a scenario fails on a stack; undefined if it does not. */
export async function failureOf(
  assembly: Assembly,
  scenario: Scenario,
  patienceMs: number,
): Promise<string | undefined> {
  let backend: Backend | undefined;
  try {
    backend = await startBackend(assembly, { patienceMs });
    await play(scenario, backend);
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    await backend?.close();
  }
}
