/** What is needed, compared with what an account has: whether it fits, which quota to raise and to what, or that none serves. */
import type { QuotaName, QuotaTable } from '../model/quota-table.ts';
import { ADVICE } from './advice.ts';

export interface Demand {
  readonly quota: QuotaName;
  readonly what: string;
  /** A storm that a quota does not serve only takes longer. */
  readonly when: 'busiest hour' | 'storm';
  readonly needed: number;
  readonly default: number;
  readonly verdict: 'fits' | 'raise' | 'beyond';
  /** To ask AWS for; with headroom. */
  readonly raiseTo?: number;
  /** What to do if no quota is enough. */
  readonly instead?: string;
}

/** A plan that uses a quota whole throttles at the first spike. */
const HEADROOM = 1.3;

export function demand(
  { quotas, grants }: QuotaTable,
  { quota, needed, what, when }: Pick<Demand, 'quota' | 'needed' | 'what' | 'when'>,
): Demand {
  const { value, adjustable } = quotas[quota];
  const wanted = rounded(needed * HEADROOM);
  const common = { quota, what, when, needed, default: value };
  if (wanted <= value) return { ...common, verdict: 'fits' };
  if (adjustable && wanted <= value * grants.timesDefault)
    return { ...common, verdict: 'raise', raiseTo: wanted };
  return { ...common, verdict: 'beyond', instead: ADVICE[quota] };
}

/** Up to two digits: nobody asks for 23,417. */
export function rounded(value: number): number {
  if (value <= 10) return Math.ceil(value);
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / step - 1e-9) * step;
}
