/** The server's own figures over the run, read once a second. */
import { now } from '../generator/clock.ts';
import type { ServerUse, Units } from '../result/result.ts';
import { type Reading, readMetrics } from './metrics.ts';

export class Watch {
  readonly #url: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  readonly readings: Reading[] = [];
  /** Where sending began, and where it ended. */
  readonly marks: Reading[] = [];

  constructor(url: string | undefined) {
    this.#url = url;
  }

  get latest(): Reading | undefined {
    return this.readings.at(-1);
  }

  async start(): Promise<void> {
    await this.#read();
    this.#timer = setInterval(() => void this.#read(), 1_000);
  }

  async mark(): Promise<void> {
    const reading = await readMetrics(this.#url, now());
    if (reading) this.marks.push(reading);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#reading = false;
    await this.#read();
  }

  async #read(): Promise<void> {
    // A server that is busy answers late; one question at a time.
    if (this.#reading) return;
    this.#reading = true;
    const reading = await readMetrics(this.#url, now());
    if (reading) this.readings.push(reading);
    this.#reading = false;
  }
}

/** What the run took of the server; nothing where it does not say. */
export function useOf(
  { readings, marks }: Watch,
  connections: number,
): { server?: ServerUse; units?: Units; faults?: Readonly<Record<string, number>> } {
  const [first, last] = [readings[0], readings.at(-1)];
  const [begin, end] = marks;
  if (!first || !last || !begin || !end) return {};
  const since = (read: (reading: Reading) => number) => read(last) - read(first);
  return {
    server: {
      rss: Math.max(...readings.map(({ rss }) => rss)),
      rssBefore: first.rss,
      bytesPerConnection: Math.max(0, begin.rss - first.rss) / Math.max(1, connections),
      cpu: ((end.cpuSeconds - begin.cpuSeconds) * 1_000) / (end.at - begin.at),
    },
    units: {
      reads: since(({ reads }) => reads),
      writes: since(({ writes }) => writes),
      invocations: since(({ invocations }) => invocations),
      posts: since(({ posts }) => posts),
      frames: since(({ frames }) => frames),
      meteredMessages: since(({ meteredMessages }) => meteredMessages),
    },
    ...(Object.keys(last.faults).length > 0 && { faults: last.faults }),
  };
}
