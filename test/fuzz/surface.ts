/** What takes input from outside, as the fuzzer sees it. An input is a JSON value, so that one that fails can be kept. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Random = () => number;

interface Surface {
  /** Inputs at once. */
  readonly concurrency: number;
  /** A new input; `pool` holds the corpus, and what reached new code since. */
  draw(random: Random, pool: readonly Json[]): Json;
  /** @throws Unanswered where no reply came; anything else is a crash */
  run(input: Json): Promise<void>;
  /** What did not hold at the end. */
  stop(): Promise<readonly string[]>;
}

interface SurfaceOptions {
  readonly seed: number;
}

export interface SurfaceKind {
  /** What a run begins with: a few inputs that work. */
  readonly corpus: readonly Json[];
  /** Whether the code under test runs in this process, so that its coverage can guide. */
  readonly isGuided: boolean;
  start(options: SurfaceOptions): Promise<Surface>;
}

/** A request that should have had a reply. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/** Far more than a reply takes, so that a busy machine fails nothing. */
const PATIENCE_MS = 60_000;

export async function answered<T>(what: string, work: Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unanswered(`${what}: no reply in ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const isRecord = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
