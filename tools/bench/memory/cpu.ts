/** The CPU of a send, measured: of the handler itself, and of each post. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import { surroundings } from './surroundings.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const FEW = 2;
export const MANY = 100;
const SENDS = 60;
const ROUNDS = 5;

const result = z.object({
  rows: z.array(z.object({ room: z.string(), cpuMs: z.number(), wallMs: z.number() })),
  rssMb: z.number(),
});

export interface Measured {
  /** Milliseconds of a full vCPU. */
  readonly cpuMs: number;
  readonly cpuMsPerPost: number;
  readonly rssMb: number;
}

/** @param root of the sources whose handler is measured */
export async function sendCpu(
  root: string,
  rounds = ROUNDS,
): Promise<{ of(connections: number): number[]; rssMb: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  const around = await surroundings(new Map([FEW, MANY].map(n => [`room-of-${n}`, n])));
  try {
    const { rows, rssMb } = await run(await bundled(folder, root), around.env, rounds);
    const of = (connections: number) =>
      rows.filter(({ room }) => room === `room-of-${connections}`).map(({ cpuMs }) => cpuMs);
    return { of, rssMb };
  } finally {
    await around.close();
    rmSync(folder, { recursive: true });
  }
}

export async function measuredCpu(): Promise<Measured> {
  const { of, rssMb } = await sendCpu(ROOT);
  const [few, many] = [median(of(FEW)), median(of(MANY))];
  const cpuMsPerPost = (many - few) / (MANY - FEW);
  return { cpuMs: few - cpuMsPerPost * (FEW - 1), cpuMsPerPost, rssMb };
}

/** As it is uploaded: one minified file. */
async function bundled(folder: string, root: string): Promise<string> {
  const outfile = join(folder, 'function.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('function.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins: [
      {
        name: 'the handler of those sources',
        setup: ({ onResolve }) =>
          onResolve({ filter: /handlers\/send-message\.ts$/ }, () => ({
            path: join(root, 'handlers/send-message.ts'),
          })),
      },
    ],
  });
  return outfile;
}

async function run(
  file: string,
  env: Record<string, string>,
  rounds: number,
): Promise<z.infer<typeof result>> {
  const container = fork(file, {
    env: { ...env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    execArgv: [],
    // A function writes its metrics to stdout, which is the bench's own.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  container.send({ rooms: [`room-of-${FEW}`, `room-of-${MANY}`], sends: SENDS, rounds });
  const [message] = await Promise.race([
    once(container, 'message'),
    once(container, 'exit').then(([code]) => {
      throw new Error(`the function ended with ${code} before it answered`);
    }),
  ]);
  return result.parse(message);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
