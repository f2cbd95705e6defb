/** What all parts of the scaling analysis are worked out from: one profile, today's prices, the last measurements. */
import { MEMORY, PRICES, PROFILES, QUOTAS, REGION, TIMES, UNITS } from '../defaults.ts';
import { count } from '../format.ts';
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
  /** Its number of users: the discussion's "thousands" are 1,000, those of the presets 10,000. */
  readonly name: string;
  readonly users: number;
  readonly cost: Cost;
  readonly plan: Plan;
}

export const SCALES: readonly Scale[] = await Promise.all(
  LOADS.map(async ({ users }) => ({
    name: `${count(users)} users`,
    users,
    cost: costOf(users),
    plan: await planOf(users, planned),
  })),
);
