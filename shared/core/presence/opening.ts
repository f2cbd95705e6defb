import type { OpenConnection } from '../ports.ts';

/** API Gateway's integration timeout: `$connect` has returned by then, and the upgrade is through or refused. */
export const OPENING_MS = 29_000;

/**
 * Whether a connection may still be on its way: until its upgrade is through, API Gateway reports it as gone. Both times
 * come from wall clocks of different machines. One that lies ahead counts as now.
 */
export const isOpening = ({ connectedAt }: Pick<OpenConnection, 'connectedAt'>, now: number): boolean =>
  now - connectedAt < OPENING_MS;
