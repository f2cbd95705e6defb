/**
 * What the charts show. A local server keeps it for a week; from AWS the page has only what it saw itself, a point a second,
 * for as long as it is open.
 */
import '../no-eval.ts';
import { type ReadonlySignal, signal } from '@preact/signals';
import * as z from 'zod/mini';
import type { Stats } from './stats.ts';

const point = z.object({
  /** Epoch seconds, as uPlot has them. */
  at: z.number(),
  connections: z.number(),
  users: z.number(),
  /** A second; null where there are no metrics. */
  messages: z.nullable(z.number()),
  posts: z.nullable(z.number()),
  connects: z.nullable(z.number()),
});
type Point = z.infer<typeof point>;

export const RANGES = [
  { name: '15 min', seconds: 900 },
  { name: '1 h', seconds: 3_600 },
  { name: '24 h', seconds: 86_400 },
  { name: '7 d', seconds: 604_800 },
] as const;

export interface History {
  readonly points: ReadonlySignal<readonly Point[]>;
  /** In seconds. */
  readonly range: ReadonlySignal<number>;
  choose(seconds: number): void;
  /** With every count: asks the server for its points now and then, or keeps the count itself. */
  note(at: number, stats: Stats): Promise<void>;
}

const MOST = 1_800; // half an hour
/** As often as a local server adds a point. */
const LOOK_MS = 5_000;

/** @param url where a local server's metrics are; undefined on AWS */
export function createHistory(url: string | undefined, end: AbortSignal): History {
  const points = signal<readonly Point[]>([]);
  const range = signal<number>(RANGES[0].seconds);
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(seconds: number): Promise<void> {
    lookedAt = performance.now();
    const response = await fetch(`${url}/history?seconds=${seconds}`, { cache: 'no-store', signal: end });
    if (!response.ok) throw new Error(`${url}/history: ${response.status}`);
    const kept = z.parse(z.array(point), await response.json());
    if (range.value === seconds) points.value = kept;
  }

  return {
    points,
    range,
    choose(seconds) {
      range.value = seconds;
      lookedAt = Number.NEGATIVE_INFINITY;
    },
    async note(now, { connections, users }) {
      if (url !== undefined) {
        if (performance.now() - lookedAt >= LOOK_MS) await look(range.value);
        return;
      }
      const at = Math.floor(now / 1_000);
      if (points.value.at(-1)?.at === at) return;
      const next = { at, connections, users, messages: null, posts: null, connects: null };
      points.value = [...points.value, next].slice(-MOST);
    },
  };
}
