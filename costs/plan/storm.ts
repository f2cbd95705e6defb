/** Everybody is cut off at once and comes back, with full jitter over the time in which they are to be back. */
import type { Inputs } from '../model/meters.ts';
import type { QuotaTable } from '../model/quota-table.ts';
import type { Traffic } from '../model/traffic.ts';
import { type FunctionLoad, functionsOf, type Peak } from './peak.ts';

export interface Storm {
  readonly recoverSeconds: number;
  readonly connectsPerSecond: number;
  /** At the default quota of connects. */
  readonly secondsAtDefault: number;
  /** If the outage was longer than a token lives: everybody refreshes before they connect. */
  readonly signInsPerSecond: number;
  /** That, at Cognito's default quota. */
  readonly signInSecondsAtDefault: number;
  readonly functions: readonly FunctionLoad[];
  readonly concurrency: number;
}

export function stormOf(
  { connections }: Peak,
  { operations }: Traffic,
  { inputs, quotas, recoverSeconds }: { inputs: Inputs; quotas: QuotaTable; recoverSeconds: number },
): Storm {
  const rate = connections / recoverSeconds;
  const each = operations
    .filter(({ operation }) => operation === 'connect' || operation === 'joinRooms')
    .map(operation => ({ ...operation, count: 1 }));
  const functions = functionsOf(each, rate, inputs);
  return {
    recoverSeconds,
    connectsPerSecond: rate,
    secondsAtDefault: connections / quotas.quotas['apiGateway.connectsPerSecond'].value,
    signInsPerSecond: rate,
    signInSecondsAtDefault: connections / quotas.quotas['cognito.userAuthentication'].value,
    functions,
    concurrency: functions.reduce((sum, { concurrency }) => sum + concurrency, 0),
  };
}
