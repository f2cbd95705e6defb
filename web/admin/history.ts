/** What the charts show: one point a second, for as long as the page has been open, at most half an hour. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { Activity } from './activity.ts';
import type { Stats } from './stats.ts';

export interface Point {
  /** Epoch seconds, as uPlot has them. */
  readonly at: number;
  readonly connections: number;
  readonly users: number;
  /** A second; null where there are no metrics. */
  readonly messages: number | null;
  readonly posts: number | null;
  readonly connects: number | null;
}

export interface History {
  readonly points: ReadonlySignal<readonly Point[]>;
  add(at: number, stats: Stats, rates: Activity | undefined): void;
}

const MOST = 1_800;

export function createHistory(): History {
  const points = signal<readonly Point[]>([]);
  return {
    points,
    add(at, { connections, users }, rates) {
      const second = Math.floor(at / 1_000);
      if (points.value.at(-1)?.at === second) return;
      const point = {
        at: second,
        connections,
        users,
        messages: rates?.messages ?? null,
        posts: rates?.posted ?? null,
        connects: rates?.connects ?? null,
      };
      points.value = [...points.value, point].slice(-MOST);
    },
  };
}
