import type { Connection } from '../ports.ts';

/** API Gateway's integration timeout: `$connect` has returned by then, and the upgrade is through or refused. */
export const OPENING_MS = 29_000;

/**
 * Whether a connection may still be on its way: until its upgrade is through, API Gateway reports it as gone. Both times
 * come from wall clocks of different machines; a connection from ahead of our time counts as one of now.
 */
export const isOpening = (
  { connectedAt, upgraded }: Pick<Connection, 'connectedAt' | 'upgraded'>,
  now: number,
): boolean => upgraded !== true && now - connectedAt < OPENING_MS;
