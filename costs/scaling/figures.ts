/** What all parts of the scaling analysis are worked out from: one profile, today's prices, the last measurements. */
import { MEMORY, PRICES, PROFILES, QUOTAS, REGION, TIMES, UNITS } from '../defaults.ts';
import { type Cost, monthlyCost } from '../model/cost.ts';
import { DEPLOYMENT } from '../model/deployment.ts';
import { memoryTable } from '../model/memory-table.ts';
import { pricesOf } from '../model/price-table.ts';
import { loadOf, type Plan, planOf } from '../plan/plan.ts';
import { LOADS } from '../seed/claims.ts';

const found = PROFILES.find(({ name }) => name === 'chat');
if (!found) throw new Error('there is no profile chat');
export const PROFILE = found;
export const prices = pricesOf(PRICES, REGION);
export const inputs = { units: UNITS, times: TIMES, deployment: DEPLOYMENT };
export const memory = memoryTable(MEMORY, TIMES, prices);

export const costOf = (users: number, tables = DEPLOYMENT.tables): Cost =>
  monthlyCost(
    users,
    PROFILE,
    { ...inputs, deployment: { ...DEPLOYMENT, tables } },
    { prices, free: 'always' },
  );

const planned = { profile: PROFILE, inputs, prices, quotas: QUOTAS, recoverSeconds: 120 };

export const demandsOf = (users: number): Plan['demands'] => loadOf(users, planned).demands;

export interface Scale {
  /** As the discussion calls it. */
  readonly name: string;
  readonly users: number;
  readonly cost: Cost;
  readonly plan: Plan;
}

export const SCALES: readonly Scale[] = await Promise.all(
  LOADS.map(async ({ scale, users }) => ({
    name: scale,
    users,
    cost: costOf(users),
    plan: await planOf(users, planned),
  })),
);
