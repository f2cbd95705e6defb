/** What two runs are compared by, and which way is better. */

import { count, kib, mib, ms, usd } from '../../costs/format.ts';
import type { Result } from '../result/result.ts';

export interface Metric {
  readonly name: string;
  /** `none`: told, and not judged. */
  readonly better: 'less' | 'more' | 'none';
  read(result: Result): number | undefined;
  show(value: number): string;
  /** Differences up to here are nobody's, however large their ratio. */
  readonly noise: number;
}

const metric = (
  name: string,
  better: Metric['better'],
  show: Metric['show'],
  read: Metric['read'],
  noise = 0,
): Metric => ({ name, better, read, show, noise });

const NOISE_MS = 2;
const NOISE_BYTES = 8 * 2 ** 20;
const cores = (value: number): string => `${value.toFixed(2)} cores`;
const errorsOf = ({ errors: { RATE_LIMITED: _, ...failures } }: Result): number =>
  Object.values(failures).reduce((sum, times) => sum + times, 0);
/** Units of a run grow with what was sent in it. */
const perThousand =
  (read: (result: Result) => number | undefined) =>
  (result: Result): number | undefined => {
    const amount = read(result);
    return amount === undefined || result.acked === 0 ? undefined : (amount / result.acked) * 1_000;
  };

export const METRICS: readonly Metric[] = [
  metric('connections', 'more', count, ({ connections }) => connections),
  metric('connects a second', 'more', count, ({ connectsPerSecond }) => connectsPerSecond),
  metric('messages sent', 'none', count, ({ sent }) => sent),
  metric('messages not acknowledged', 'less', count, ({ sent, acked }) => sent - acked),
  metric('deliveries a second', 'more', count, ({ deliveriesPerSecond }) => deliveriesPerSecond),
  metric('lost', 'less', count, ({ lost }) => lost),
  metric('doubled after applying', 'less', count, ({ doubled }) => doubled),
  metric('disagreements on order', 'less', count, ({ disagreed }) => disagreed),
  metric('pushes that never came', 'less', count, ({ missed }) => missed),
  metric('errors', 'less', count, errorsOf),
  metric('delivery p50', 'less', ms, ({ latencyMs }) => latencyMs?.p50, NOISE_MS),
  metric('delivery p90', 'less', ms, ({ latencyMs }) => latencyMs?.p90, NOISE_MS),
  metric('delivery p99', 'less', ms, ({ latencyMs }) => latencyMs?.p99, NOISE_MS),
  metric('delivery p99.9', 'none', ms, ({ latencyMs }) => latencyMs?.p999),
  metric('acknowledgement p99', 'less', ms, ({ ackMs }) => ackMs?.p99, NOISE_MS),
  metric('back after the storm, last', 'less', ms, ({ storm }) => storm?.backMs?.max, NOISE_MS),
  metric('server memory', 'less', mib, ({ server }) => server?.rss, NOISE_BYTES),
  metric('memory per connection', 'none', kib, ({ server }) => server?.bytesPerConnection),
  metric('server CPU', 'less', cores, ({ server }) => server?.cpu, 0.05),
  metric(
    'reads per 1,000 messages',
    'less',
    count,
    perThousand(({ units }) => units?.reads),
    10,
  ),
  metric(
    'writes per 1,000 messages',
    'less',
    count,
    perThousand(({ units }) => units?.writes),
    10,
  ),
  metric(
    'invocations per 1,000 messages',
    'less',
    count,
    perThousand(({ units }) => units?.invocations),
    10,
  ),
  metric(
    'metered per 1,000 messages',
    'less',
    count,
    perThousand(({ units }) => units?.meteredMessages),
    10,
  ),
  metric('cost per 1,000 messages', 'less', usd, ({ cost }) => cost?.usdPerThousandSent),
  metric('the generator’s lateness p99', 'none', ms, ({ generator }) => generator.lateMs?.p99),
];
