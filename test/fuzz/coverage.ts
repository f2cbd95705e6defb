/** What of our code has been reached, as V8 itself counts it: an input that reached something new is worth building on. */
import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';

export interface Coverage {
  /** Whether anything was reached since the last look that never was before. */
  isNew(): Promise<boolean>;
  /** Places reached so far. */
  readonly reached: number;
  stop(): Promise<void>;
}

const ROOT = pathToFileURL(`${import.meta.dirname}/../../`).href;
const ISOURS = /^(?:handlers|shared|client|emulator)\//;

export async function startCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    get reached() {
      return seen.size;
    },
    async isNew() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const before = seen.size;
      for (const { url, functions } of result) {
        const name = url.startsWith(ROOT) ? url.slice(ROOT.length) : '';
        if (!ISOURS.test(name)) continue;
        // How often counts too, by its power of two: a loop that ran a hundred times is another thing than one that ran once.
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) seen.add(`${name} ${startOffset} ${endOffset} ${32 - Math.clz32(count)}`);
      }
      return seen.size > before;
    },
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
