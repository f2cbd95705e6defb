/** Whether the run came out as its scenario expects. */

import { count, ms } from '../../costs/format.ts';
import type { Expectations } from '../scenario.ts';
import type { Check, Result } from './result.ts';

type Measured = Omit<Result, 'checks' | 'passed'>;

export function checksOf(expected: Expectations, measured: Measured): Check[] {
  const { lost, doubled, disagreed, missed, connections, plan, latencyMs, ackMs, storm, errors } = measured;
  const { RATE_LIMITED: _, ...failures } = errors;
  const failed = Object.values(failures).reduce((sum, each) => sum + each, 0);
  return [
    atMost('messages lost', expected.lost, lost, count),
    atMost('messages doubled', 0, doubled, count),
    atMost('disagreements on order', 0, disagreed, count),
    {
      what: 'connected when sending began',
      wanted: `≥ ${count(expected.connected * plan.connections)}`,
      got: count(connections),
      met: connections >= expected.connected * plan.connections,
    },
    {
      what: 'messages acknowledged',
      wanted: 'all',
      got: count(measured.acked),
      met: measured.acked === measured.sent,
    },
    ...wanted(expected.missed, limit => atMost('pushes that never came', limit, missed, count)),
    ...wanted(expected.errors, limit => atMost('errors', limit, failed, count)),
    ...wanted(expected.p99, limit => atMost('delivery p99', limit, latencyMs?.p99, ms)),
    // An echo server acknowledges nothing.
    ...wanted(measured.protocol === 'echo' ? undefined : expected.ackP99, limit =>
      atMost('acknowledgement p99', limit, ackMs?.p99, ms),
    ),
    ...wanted(expected.backWithin, limit =>
      atMost('all back after the storm', limit * 1_000, storm?.backMs?.max, ms),
    ),
  ];
}

const wanted = (limit: number | undefined, check: (limit: number) => Check): Check[] =>
  limit === undefined ? [] : [check(limit)];

function atMost(
  what: string,
  limit: number,
  got: number | undefined,
  show: (value: number) => string,
): Check {
  return {
    what,
    wanted: limit === 0 ? 'none' : `≤ ${show(limit)}`,
    got: got === undefined ? 'nothing measured' : show(got),
    met: got !== undefined && got <= limit,
  };
}
