/** The server's own figures over the run, read once a second. */
import type { Consumption } from '../bill/bill.ts';
import { now } from '../generator/clock.ts';
import type { Row, ServerUse, Units } from '../result/result.ts';
import { type Reading, readMetrics } from './metrics.ts';

export class Watch {
  readonly #url: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  readonly readings: Reading[] = [];
  /** When sending began, and when it ended. */
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

  /** Memory and CPU in the second that ends at `second` after `startedAt`. */
  during(second: number, startedAt: number): Row['server'] {
    const index = this.readings.findIndex(({ at }) => Math.round((at - startedAt) / 1_000) === second);
    const [before, reading] = [this.readings[index - 1], this.readings[index]];
    if (!before || !reading) return undefined;
    const cpu = ((reading.cpuSeconds - before.cpuSeconds) * 1_000) / (reading.at - before.at);
    return { rss: reading.rss, cpu: Math.max(0, cpu) };
  }

  async #read(): Promise<void> {
    // A busy server replies late, so only one request is under way at a time.
    if (this.#reading) return;
    this.#reading = true;
    const reading = await readMetrics(this.#url, now());
    if (reading) this.readings.push(reading);
    this.#reading = false;
  }
}

export interface Use {
  readonly server: ServerUse;
  readonly units: Units;
  readonly consumption: Consumption;
  readonly faults?: Readonly<Record<string, number>>;
}

/** What the run took of the server; nothing where it does not say. */
export function useOf({ readings, marks }: Watch, connections: number): Use | undefined {
  const [first, last] = [readings[0], readings.at(-1)];
  const [begin, end] = marks;
  if (!first || !last || !begin || !end) return undefined;
  const since = (read: (reading: Reading) => number) => read(last) - read(first);
  const sinceBy = (read: (reading: Reading) => Readonly<Record<string, number>>) => {
    const before = read(first);
    return Object.fromEntries(Object.entries(read(last)).map(([key, to]) => [key, to - (before[key] ?? 0)]));
  };
  const tables = (units: Readonly<Record<string, number>>) => ({
    connections: units.connections ?? 0,
    messages: units.messages ?? 0,
  });
  const [reads, writes] = [sinceBy(reading => reading.reads), sinceBy(reading => reading.writes)];
  const invocations = sinceBy(reading => reading.invocations);
  const posts = since(reading => reading.posts);
  const framesIn = since(reading => reading.framesIn);
  const framesOut = since(reading => reading.framesOut);
  const meteredMessages = since(reading => reading.meteredMessages);
  return {
    server: {
      rss: Math.max(...readings.map(({ rss }) => rss)),
      rssBefore: first.rss,
      bytesPerConnection: Math.max(0, begin.rss - first.rss) / Math.max(1, connections),
      cpu: ((end.cpuSeconds - begin.cpuSeconds) * 1_000) / (end.at - begin.at),
    },
    units: {
      reads: total(reads),
      writes: total(writes),
      invocations: total(invocations),
      posts,
      frames: framesIn + framesOut,
      meteredMessages,
    },
    consumption: {
      basis: 'counted',
      units: {
        invocations,
        reads: tables(reads),
        writes: tables(writes),
        framesIn,
        replies: framesOut - posts,
        posts,
      },
      meteredMessages,
      connectionMinutes: since(({ connectionSeconds }) => connectionSeconds) / 60,
      bytesOut: since(({ bytesOut }) => bytesOut),
    },
    ...(Object.keys(last.faults).length > 0 && { faults: last.faults }),
  };
}

const total = (amounts: Readonly<Record<string, number>>): number =>
  Object.values(amounts).reduce((sum, each) => sum + each, 0);
