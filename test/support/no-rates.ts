import type { Rates } from '../../shared/core/rates.ts';

/** Lets everything through: for tests of anything else. */
export const NO_RATES: Rates = {
  take: () => {},
  attempt: (_userId, work) => work(),
  takeShared: async () => {},
  takeSlow: async () => {},
  allows: async () => true,
};
