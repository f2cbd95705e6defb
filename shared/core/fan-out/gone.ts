import type { Receiver } from './ports.ts';

/** API Gateway's longest integration: until it is over, `$connect` may have returned and the upgrade not be through. */
const UPGRADE_MS = 29_000;

/** Whether a 410 may only mean that the connection is not open yet. */
export const mayNotBeOpenYet = ({ connectedAt }: Receiver, now: number): boolean =>
  connectedAt !== undefined && now - connectedAt < UPGRADE_MS;
