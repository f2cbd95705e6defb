/** Servers that are up, each with a generator of its own whose crowd is in its rooms. */
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type Command, opened, paced, saturated } from '../generator/messages.ts';
import { run } from './process.ts';
import type { Server, Started } from './server.ts';

const GENERATOR = fileURLToPath(new URL('../generator/main.ts', import.meta.url));

export interface Entrant {
  readonly name: string;
  readonly started: Started;
  /** Connects so many with these rooms each; returns the milliseconds that took. */
  open(rooms: readonly (readonly string[])[], atOnce?: number): Promise<number>;
  /** Deliveries a second. @throws if one was lost or came twice */
  saturate(inFlight: number, warmUpMs: number, ms: number): Promise<{ perSecond: number; delivered: number }>;
  /** Milliseconds from when a message was due until each heard it. @throws if one was lost or came twice */
  pace(perSecond: number, seconds: number): Promise<{ p50: number; p99: number }>;
  close(): Promise<void>;
}

const AT_ONCE = 64;

export async function enter({ name, kind, start, ...most }: Server): Promise<Entrant | undefined> {
  const started = await start();
  if (!started) return undefined;
  const generator = await run({ file: GENERATOR, args: [kind] }, z.object({}));
  const ask = <Answer>(question: Command, answer: z.ZodType<Answer>) => generator.ask(question, answer);
  const { url, tokens } = started;
  return {
    name,
    started,
    async open(rooms, atOnce = AT_ONCE) {
      const seats = { url, tokens: [...tokens], rooms: rooms.map(each => [...each]) };
      const few = Math.min(atOnce, most.mostAtOnce ?? atOnce);
      return (await ask({ what: 'open', ...seats, atOnce: few }, opened)).ms;
    },
    async saturate(inFlight, warmUpMs, ms) {
      const few = Math.min(inFlight, most.mostInFlight ?? inFlight);
      return whole(name, await ask({ what: 'saturate', inFlight: few, warmUpMs, ms }, saturated));
    },
    async pace(perSecond, seconds) {
      return whole(name, await ask({ what: 'pace', perSecond, seconds }, paced));
    },
    async close() {
      await generator.stop();
      await started.stop();
    },
  };
}

function whole<Run extends { delivered: number; lost: number; doubled: number }>(
  name: string,
  run: Run,
): Run {
  if (run.lost > 0 || run.doubled > 0)
    throw new Error(
      `${name} lost ${run.lost} deliveries and doubled ${run.doubled}, of ${run.delivered}: the run is void.`,
    );
  return run;
}
