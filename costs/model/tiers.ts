import type { Price } from './price-table.ts';

/** Which free allowances count: none, those that last, or those of a new account's first 12 months too. */
export type FreeTier = 'none' | 'always' | 'new account';

/** What a month's units cost. Free units are the first of the first tier, as AWS counts them. */
export function priceOf(units: number, price: Price, free: FreeTier): number {
  const granted = allowance(price, free);
  return throughTiers(units, price) - throughTiers(Math.min(units, granted), price);
}

function allowance({ free }: Price, wanted: FreeTier): number {
  if (!free || wanted === 'none') return 0;
  return free.until === 'always' || wanted === 'new account' ? free.units : 0;
}

function throughTiers(units: number, { tiers, per }: Price): number {
  let usd = 0;
  let from = 0;
  for (const { upTo, usd: rate } of tiers) {
    const to = Math.min(units, upTo ?? Number.POSITIVE_INFINITY);
    if (to <= from) break;
    usd += ((to - from) / per) * rate;
    from = to;
  }
  return usd;
}

/** What the next unit costs in the first tier: for sums that are small compared with a tier. */
export const firstTier = ({ tiers, per }: Price): number => (tiers[0]?.usd ?? 0) / per;
