/** What must hold after a soak. */
import { count, mib } from '../../costs/format.ts';
import type { Check } from '../../load/result/result.ts';
import type { Reading } from '../measured/process.ts';
import { settlingOf } from './plan.ts';
import { handlesIn, type SoakResult, timersIn } from './result.ts';

type Measured = Omit<SoakResult, 'checks' | 'passed'>;

/** Of what a server holds at rest: caches fill, and a collector keeps some room. */
const HEAP_GROWTH = 1.1;
const RSS_GROWTH = 1.5;
const SLACK_BYTES = 16 * 2 ** 20;
/** Connections to the store, kept open for a while. */
const SPARE_HANDLES = 16;
/** Of the mean, over the whole talk: less is no leak that anyone would ever meet. */
const NOISE = 0.02;
/** In less, a heap has not seen its larger collections. */
const LONG_ENOUGH_S = 300;

const check = (what: string, wanted: string, got: string, met: boolean): Check => ({
  what,
  wanted,
  got,
  met,
});
const listed = (times: Readonly<Record<string, number>>): string =>
  Object.entries(times)
    .map(([name, each]) => `${name} ${count(each)}`)
    .join(', ');
const none = (what: string, got: number) => check(what, 'none', count(got), got === 0);

/** Whether nothing is left open that was not open before. */
export const hasClosed = (is: Reading, was: Reading): boolean =>
  [handlesIn, timersIn].every(countIn => countIn(is) <= countIn(was) + SPARE_HANDLES);

export function checksOf(measured: Measured): Check[] {
  const { verdict, tally, before, after, failed, faults, plan } = measured;
  const failures = Object.values(failed).reduce((sum, each) => sum + each, 0);
  const back = (what: string, was: number, is: number, spare = 0) =>
    check(what, `≤ ${count(was + spare)}`, count(is), is <= was + spare);
  const memory = (what: string, was: number, is: number, factor: number) => {
    const limit = was * factor + SLACK_BYTES;
    return check(what, `≤ ${mib(limit)}`, `${mib(was)} before, ${mib(is)} after`, is <= limit);
  };
  return [
    none('messages lost', verdict.lost),
    none('messages doubled', verdict.doubled),
    none('disagreements on order', verdict.disagreed),
    none('entries shown twice or out of order', tally.disorder),
    check(
      'messages that the SDK gave up',
      'none',
      listed(tally.refused) || '0',
      Object.keys(tally.refused).length === 0,
    ),
    check('deliveries checked', 'some', count(verdict.expected), verdict.expected > 0),
    check(
      'every fault struck',
      plan.faults > 0 ? 'yes' : 'none asked for',
      listed(faults),
      plan.faults === 0 || Object.values(faults).every(times => times > 0),
    ),
    none('functions that failed', failures),
    back('rows of connections and subscriptions', before.rows.connections, after.rows.connections),
    back('rows of accounts and leases', before.rows.rest, after.rows.rest),
    back('handles', handlesIn(before), handlesIn(after), SPARE_HANDLES),
    back('timers', timersIn(before), timersIn(after), SPARE_HANDLES),
    memory('heap', before.heapUsed, after.heapUsed, HEAP_GROWTH),
    memory('resident memory', before.rss, after.rss, RSS_GROWTH),
    ...slope(measured),
  ];
}

function slope({ trends: { heapUsed }, plan, seconds }: Measured): Check[] {
  if (!heapUsed || plan.duration < LONG_ENOUGH_S) return [];
  const { low, high, mean } = heapUsed;
  const hours = seconds.talk / 3_600;
  const hourly = (value: number) => `${mib(value)}/h`;
  return [
    check(
      `slope of the heap from ${count(settlingOf(plan))} s on, with 95% confidence`,
      `0, or ≤ ${NOISE * 100}% of the heap over the whole talk`,
      `${hourly(low)} to ${hourly(high)}`,
      low * hours <= mean * NOISE,
    ),
  ];
}
