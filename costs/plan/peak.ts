/** The busiest hour, a second of it. */
import type { Inputs } from '../model/meters.ts';
import { runTimes } from '../model/run-time.ts';
import { DAYS, type Operations, type Traffic } from '../model/traffic.ts';
import type { Units } from '../model/unit-table.ts';
import { times, unitsOf, unitsOfAll } from '../model/units.ts';

const SECONDS = DAYS * 86_400;

export interface FunctionLoad {
  readonly name: string;
  readonly perSecond: number;
  /** Executions at once: arrivals times how long each runs. */
  readonly concurrency: number;
}

export interface Peak {
  readonly connections: number;
  readonly connectsPerSecond: number;
  /** Frames that clients send. */
  readonly framesPerSecond: number;
  readonly postsPerSecond: number;
  /** What the account's throttle counts: frames, posts and connects. */
  readonly requestsPerSecond: number;
  readonly messagesPerSecond: number;
  readonly units: Units;
  readonly functions: readonly FunctionLoad[];
}

export function peakOf({ operations, connects, sent, ...traffic }: Traffic, inputs: Inputs): Peak {
  const { meanConnections, peakConnections } = traffic;
  const perSecond = peakConnections / meanConnections / SECONDS;
  const units = times(unitsOfAll(inputs.units, operations), perSecond);
  const connectsPerSecond = connects * perSecond;
  return {
    connections: peakConnections,
    connectsPerSecond,
    framesPerSecond: units.framesIn,
    postsPerSecond: units.posts,
    requestsPerSecond: units.framesIn + units.posts + connectsPerSecond,
    messagesPerSecond: sent * perSecond,
    units,
    functions: functionsOf(operations, perSecond, inputs),
  };
}

/** @param perSecond from an operation's count to its rate */
export function functionsOf(
  operations: readonly Operations[],
  perSecond: number,
  { units, times: serviceTimes, deployment }: Inputs,
): FunctionLoad[] {
  const loads = new Map<string, FunctionLoad>();
  for (const { operation, n, count } of operations) {
    const each = runTimes(unitsOf(units, operation, n), { times: serviceTimes, ...deployment });
    for (const [name, { ms, runs }] of Object.entries(each)) {
      const before = loads.get(name) ?? { name, perSecond: 0, concurrency: 0 };
      const rate = count * perSecond * runs;
      loads.set(name, {
        name,
        perSecond: before.perSecond + rate,
        concurrency: before.concurrency + (rate * ms) / 1_000,
      });
    }
  }
  return [...loads.values()].sort((a, b) => b.concurrency - a.concurrency);
}
