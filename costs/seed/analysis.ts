/** The seed next to the right arithmetic: at its own prices, at today's, and with what it leaves out. */
import type { Prices } from '../model/price-table.ts';
import { AT_SEED_PRICES, gbSecondsOf } from './at-seed-prices.ts';
import { atTodaysPrices } from './at-todays-prices.ts';
import {
  CLAIMED_GB_SECONDS,
  CLAIMED_TOTALS,
  CLAIMS,
  LOADS,
  type SeedScale,
  type SeedTable,
  TABLES,
  WRONG,
} from './claims.ts';
import { type Correction, corrections } from './corrections.ts';

interface Comparison {
  readonly scale: SeedScale;
  readonly claimed: number;
  readonly right: number;
  /** Claimed over right: 1,000 is a thousand times too high. */
  readonly factor: number;
  readonly today: number;
}

export interface SeedAnalysis {
  readonly tables: readonly { table: SeedTable; wrong: string; rows: readonly Comparison[] }[];
  readonly gbSeconds: readonly Omit<Comparison, 'today'>[];
  readonly totals: readonly (Comparison & { readonly withWhatIsLeftOut: number })[];
  readonly corrections: readonly Correction[];
}

/** @param whole the month of so many users by the whole model, deliveries and connection minutes counted */
export function analyseSeed(prices: Prices, whole: (users: number) => number): SeedAnalysis {
  const tables = TABLES.map(table => ({
    table,
    wrong: WRONG[table],
    rows: LOADS.map(load =>
      compared(
        load.scale,
        CLAIMS[table][load.scale],
        AT_SEED_PRICES[table](load),
        atTodaysPrices(prices, table, load),
      ),
    ),
  }));
  const totals = LOADS.map(({ scale, users }, i) => ({
    ...compared(
      scale,
      CLAIMED_TOTALS[scale],
      sum(tables.map(({ rows }) => rows[i]?.right)),
      sum(tables.map(({ rows }) => rows[i]?.today)),
    ),
    withWhatIsLeftOut: whole(users),
  }));
  const gbSeconds = LOADS.map(({ scale, requests }) => {
    const claimed = CLAIMED_GB_SECONDS[scale];
    const right = gbSecondsOf(requests);
    return { scale, claimed, right, factor: claimed / right };
  });
  return { tables, gbSeconds, totals, corrections: corrections(prices) };
}

const compared = (scale: SeedScale, claimed: number, right: number, today: number): Comparison => ({
  scale,
  claimed,
  right,
  factor: claimed / right,
  today,
});

const sum = (figures: readonly (number | undefined)[]): number =>
  figures.reduce<number>((total, figure) => total + (figure ?? 0), 0);
