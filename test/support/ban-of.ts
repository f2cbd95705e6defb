import type { Ban } from '../../shared/core/ports.ts';

/** @param until epoch milliseconds */
export const banOf = (userId: string, until: number): Ban => ({
  userId,
  until,
  by: { userId: 'moderator', name: 'the moderator' },
  at: 1_700_000_000_000,
});
