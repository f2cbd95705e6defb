/** What a soak found: what the page draws, and what --json prints. */
import type { Verdict } from '../../load/checker/verdict.ts';
import type { Check } from '../../load/result/result.ts';
import type { Reading } from '../measured/process.ts';
import type { Tally } from './member.ts';
import type { Plan } from './plan.ts';
import type { Rows } from './rows.ts';
import type { Trend } from './trend.ts';

/** Taken at rest: before anyone came, and after all had left. */
export interface Rest extends Reading {
  readonly rows: Rows;
}

export interface Sample extends Reading {
  /** Seconds since the talk began. */
  readonly at: number;
  readonly shown: number;
}

/** What a trend is made of. */
export const FIGURES = {
  heapUsed: 'heap in use',
  rss: 'resident memory',
  timers: 'timers',
  handles: 'handles',
} as const;
export type Figure = keyof typeof FIGURES;

export interface SoakResult {
  readonly plan: Plan;
  readonly startedAt: string;
  readonly seconds: { readonly enter: number; readonly talk: number; readonly settle: number };
  readonly before: Rest;
  readonly after: Rest;
  readonly samples: readonly Sample[];
  readonly trends: Readonly<Partial<Record<Figure, Trend>>>;
  readonly tally: Tally;
  readonly acknowledged: number;
  readonly verdict: Verdict;
  /** That the server was told to cause, and did, by name. */
  readonly faults: Readonly<Record<string, number>>;
  /** Runs that ended in an error, by function. */
  readonly failed: Readonly<Record<string, number>>;
  /** Runs that were cut off: what a machine does that is too slow for its load. Clients ask again. */
  readonly timedOut: Readonly<Record<string, number>>;
  readonly checks: readonly Check[];
  readonly passed: boolean;
}

export const timersIn = ({ handles }: Reading): number => handles.Timeout ?? 0;
export const handlesIn = ({ handles }: Reading): number =>
  Object.values(handles).reduce((sum, each) => sum + each, 0) - (handles.Timeout ?? 0);

export const figureOf = (sample: Reading, figure: Figure): number => {
  if (figure === 'timers') return timersIn(sample);
  return figure === 'handles' ? handlesIn(sample) : sample[figure];
};
