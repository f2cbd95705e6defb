/** From traffic to the quantities that AWS meters in a month. */
import type { Deployment, TableMode } from './deployment.ts';
import { itemBytes } from './design.ts';
import { runTimes } from './run-time.ts';
import type { ServiceTimes } from './service-times.ts';
import { DAYS, MINUTES, type Operations, type Traffic } from './traffic.ts';
import type { Units, UnitTable } from './unit-table.ts';
import {
  invocationsOf,
  meteredMessages,
  NO_UNITS,
  plus,
  queueRequestsOf,
  times as timesUnits,
  unitsOfOne,
} from './units.ts';

const GB = 2 ** 30;

export interface Meters {
  readonly units: Units;
  readonly meteredMessages: number;
  readonly connectionMinutes: number;
  readonly invocations: number;
  readonly gbSeconds: number;
  readonly reads: number;
  readonly writes: number;
  readonly storedGb: number;
  readonly activeUsers: number;
  readonly secretCalls: number;
  readonly queueRequests: number;
  readonly logGb: number;
  readonly outGb: number;
}

export interface Inputs {
  readonly units: UnitTable;
  readonly times: ServiceTimes;
  readonly deployment: Deployment;
}

export function metersOf(traffic: Traffic, retentionDays: number, inputs: Inputs): Meters {
  const { deployment } = inputs;
  const sweeps = {
    operation: 'sweep' as const,
    n: traffic.meanConnections,
    count: MINUTES / deployment.sweepMinutes,
  };
  const counted = countedOf([...traffic.operations, sweeps], inputs);
  const units = largerItems(counted.units, traffic, inputs.units.messageBytes);
  const invocations = invocationsOf(units);
  return {
    units,
    meteredMessages: meteredMessages(units),
    connectionMinutes: traffic.connectionMinutes,
    invocations,
    gbSeconds: counted.gbSeconds,
    reads: units.reads.connections + units.reads.messages,
    writes: units.writes.connections + units.writes.messages,
    storedGb: (traffic.sent * (retentionDays / DAYS) * itemBytes(traffic.messageBytes)) / GB,
    activeUsers: traffic.users,
    secretCalls: (deployment.secretReaders * MINUTES) / 5,
    queueRequests: queueRequestsOf(units),
    logGb: logGbOf(units, deployment),
    outGb: traffic.bytesOut / GB,
  };
}

/** The functions that write a line of metrics, as their permission to in the route table says. */
const WRITE_METRICS = new Set([
  'send-message',
  'fanout',
  'fanout-away',
  'fanout-worker',
  'disconnect',
  'sweeper',
]);

export const logGbOf = ({ invocations }: Units, { metricLineBytes }: Deployment): number =>
  Object.entries(invocations).reduce((sum, [name, runs]) => sum + (WRITE_METRICS.has(name) ? runs : 0), 0) *
  (metricLineBytes / GB);

/** Units and GB-seconds of counted operations: of a forecast, or of what a load run or a stage really did. */
export function countedOf(
  operations: readonly Operations[],
  { units: table, times, deployment }: Inputs,
): { units: Units; gbSeconds: number } {
  let units = NO_UNITS;
  let gbSeconds = 0;
  for (const operation of operations) {
    const { count } = operation;
    const one = unitsOfOne(table, operation);
    units = plus(units, timesUnits(one, count));
    for (const { ms, memoryMb, runs } of Object.values(runTimes(one, { times, ...deployment })))
      gbSeconds += count * runs * (ms / 1_000) * (memoryMb / 1_024);
  }
  return { units, gbSeconds };
}

/** Messages larger than those that were counted fill more of DynamoDB's steps: 1 KB a write, 4 KB the log's tail. */
function largerItems(units: Units, { sent, messageBytes }: Traffic, countedBytes: number): Units {
  const steps = (bytes: number, step: number) => Math.ceil(bytes / step);
  const more = (step: number, items: number) =>
    steps(items * itemBytes(messageBytes), step) - steps(items * itemBytes(countedBytes), step);
  const { reads, writes } = units;
  return {
    ...units,
    reads: { ...reads, messages: reads.messages + sent * Math.max(0, more(4_096, 10)) },
    writes: { ...writes, messages: writes.messages + sent * Math.max(0, more(1_024, 1)) },
  };
}

/**
 * Capacity that is paid by the hour, over what is consumed of it on average. Auto scaling aims at 70% and is slow to
 * come down; a reservation has to hold the busiest hour.
 */
export const utilisation = (mode: Exclude<TableMode, 'on-demand'>, peakFactor: number): number =>
  mode === 'provisioned' ? 0.5 : 0.7 / peakFactor;
