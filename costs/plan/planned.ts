/** What a plan is made from. */
import type { Inputs } from '../model/meters.ts';
import type { Prices } from '../model/price-table.ts';
import type { Profile } from '../model/profile.ts';
import type { QuotaTable } from '../model/quota-table.ts';

export interface Planned {
  readonly profile: Profile;
  readonly inputs: Inputs;
  readonly prices: Prices;
  readonly quotas: QuotaTable;
  /** In which everybody who was cut off is to be back. */
  readonly recoverSeconds: number;
}
