import type { Rates } from '../../shared/core/rates.ts';

/** Lets everything through: for tests of anything else. */
export const NO_RATES: Rates = { take: () => {}, takeShared: async () => {}, allows: async () => true };
