/** What the cost command prints. */

import { count, usd } from '../format.ts';
import { SERVICES } from '../model/bill.ts';
import type { Cost } from '../model/cost.ts';
import type { OperationCost } from '../model/operation-cost.ts';
import type { Profile } from '../model/profile.ts';
import type { UnitTable } from '../model/unit-table.ts';
import { table } from '../table.ts';

export function scalesTable(costs: readonly Cost[]): string {
  const head = ['USD a month', ...costs.map(({ traffic }) => `${count(traffic.users)} users`)];
  return table(head, [
    ...SERVICES.map(service => [service, ...costs.map(({ services }) => usd(services[service]))]),
    ['total', ...costs.map(cost => usd(cost.usd))],
    ['a user', ...costs.map(cost => usd(cost.usdPerUser))],
    ['a million delivered', ...costs.map(cost => usd(cost.usdPerMillionDelivered))],
    ['messages sent', ...costs.map(({ traffic }) => count(traffic.sent))],
    ['messages delivered', ...costs.map(({ traffic }) => count(traffic.delivered))],
    ['connections, mean', ...costs.map(({ traffic }) => count(traffic.meanConnections))],
    ['connections, peak', ...costs.map(({ traffic }) => count(traffic.peakConnections))],
  ]);
}

export const billTable = ({ bill, usd: total }: Cost): string =>
  table(
    ['service', 'what', 'a month', 'USD'],
    [
      ...bill.map(({ service, what, quantity, usd: each }) => [service, what, count(quantity), usd(each)]),
      ['total', '', '', usd(total)],
    ],
    2,
  );

export const operationsTable = (costs: readonly OperationCost[]): string =>
  table(
    ['operation', 'size', 'a month', 'metered messages', 'USD'],
    [...costs]
      .sort((a, b) => b.usd - a.usd)
      .map(({ operation, n, count: times, messages, usd: each }) => [
        operation,
        n === 0 ? '' : count(n),
        count(times),
        count(messages),
        usd(each),
      ]),
  );

export const assumptions = (
  { name, assumptions: lines }: Profile,
  { generated }: UnitTable,
  idleUsd: number,
): string =>
  [
    `Profile ${name}:`,
    ...lines.map(line => `  ${line}`),
    `A connection that is always on, in one room, and says nothing: ${usd(idleUsd)} a month.`,
    generated.by === 'hand'
      ? 'Units per operation are the design’s, not yet counted (npm run costs:units counts them).'
      : `Units per operation were counted on ${generated.at}.`,
  ].join('\n');
