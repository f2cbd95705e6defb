/** A real stage costs money and has users: little is done to it unasked, and the bill is told first. */

import { count, usd } from '../../costs/format.ts';
import { projectedCost } from '../bill/projected.ts';
import type { Plan } from '../plan.ts';
import { isLoopback } from './target.ts';

/** As much as a person trying things out would do. */
const HARMLESS = { connections: 200, rate: 50, duration: 120, connectsPerSecond: 500 } as const;

type Amounts = Readonly<Record<(typeof NAMES)[number], number>>;
const NAMES = ['connections', 'rate', 'duration', 'connectsPerSecond'] as const;

const amounts = ({ connections, rate, duration, connectsPerSecond }: Amounts): string =>
  `${count(connections)} connections, ${count(rate)} messages a second, ${count(duration)} seconds and ` +
  `${count(connectsPerSecond)} new connections a second`;

export function allowed(
  url: string,
  plan: Plan,
  { region, yes, say }: { region: string; yes: boolean; say: (text: string) => void },
): boolean {
  if (isLoopback(url)) return true;
  const { connections, duration, connectsPerSecond } = plan;
  const rate = Math.max(plan.rate, plan.rateTo);
  const run = { connections, rate, duration, connectsPerSecond };
  const much = NAMES.some(name => run[name] > HARMLESS[name]);
  const bill = projectedCost(plan, region);
  say(
    `${url} is no server of this machine. This run is going to cost about ${usd(bill.usd)} there, at the prices of ${bill.region}:`,
  );
  for (const { what, quantity, usd: each } of bill.lines)
    say(`  ${what.padEnd(32)}${count(quantity).padStart(14)}${usd(each).padStart(14)}`);
  if (!much || yes) return true;
  say(
    `Without --yes a stage gets at most ${amounts(HARMLESS)}; this run has ${amounts(run)}. ` +
      'Nothing was sent. Give --yes if it is to be, or make it smaller.',
  );
  return false;
}
