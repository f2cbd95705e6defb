/** Charts of the run as a whole: how latencies are spread, what a thousand messages took and cost. */

import { count, ms, usd } from '../../costs/format.ts';
import type { Result } from '../result/result.ts';
import { axis, type Chart, COLOURS, CONTAINED, INK } from './chart.ts';

export function histogramChart({ histogram, latencyMs }: Result): Chart | undefined {
  if (!latencyMs || histogram.length === 0) return undefined;
  const barOf = (value: number) =>
    Math.max(
      0,
      histogram.findIndex(({ ms: upTo }) => upTo >= value),
    );
  const mark = (name: string, value: number, align: 'left' | 'right') => ({
    xAxis: barOf(value),
    label: { formatter: ` ${name} ${ms(value)} `, color: INK, position: 'end', align },
  });
  return {
    title: 'How long deliveries took',
    says: 'Deliveries by the time they took; each bar reaches about a fifth further than the one before it.',
    option: {
      legend: { show: false },
      grid: { left: 12, right: 80, top: 28, bottom: 28, ...CONTAINED },
      xAxis: axis({
        type: 'category',
        data: histogram.map(({ ms: upTo }) => ms(upTo)),
        name: 'up to',
        nameLocation: 'middle',
        nameGap: 26,
      }),
      yAxis: axis({ type: 'value', axisLabel: { formatter: count } }),
      series: [
        {
          type: 'bar',
          name: 'deliveries',
          data: histogram.map(bar => bar.count),
          barCategoryGap: '8%',
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: INK, type: 'dashed' },
            data: [mark('p50', latencyMs.p50, 'right'), mark('p99', latencyMs.p99, 'left')],
          },
        },
      ],
    },
  };
}

type Amount = readonly [what: string, amount: number];

/** Lying bars with their figures, the first on top. */
const bars = (amounts: readonly Amount[], show: (value: number) => string, colour: string) => ({
  legend: { show: false },
  // Widths of words are guessed here: room for the longest.
  grid: { left: 210, right: 90, top: 8, bottom: 8 },
  xAxis: axis({ type: 'value', show: false }),
  yAxis: axis({
    type: 'category',
    inverse: true,
    data: amounts.map(([what]) => what),
    axisLabel: { color: INK },
  }),
  series: [
    {
      type: 'bar',
      data: amounts.map(([, amount]) => amount),
      barWidth: 16,
      itemStyle: { color: colour },
      label: {
        show: true,
        position: 'right',
        color: INK,
        formatter: ({ value }: { value: number }) => show(value),
      },
    },
  ],
});

export function unitsChart({ units, acked }: Result): Chart | undefined {
  if (!units || acked === 0) return undefined;
  const each = (what: string, amount: number): Amount => [what, (amount / acked) * 1_000];
  return {
    title: 'What 1,000 messages took',
    says: 'Everything the server counted in this run, connecting and joining among it, over the messages sent.',
    height: 230,
    option: bars(
      [
        each('metered messages', units.meteredMessages),
        each('frames', units.frames),
        each('posts', units.posts),
        each('Lambda invocations', units.invocations),
        each('DynamoDB read units', units.reads),
        each('DynamoDB write units', units.writes),
      ],
      count,
      COLOURS[0] ?? INK,
    ),
  };
}

export function costChart({ cost, acked }: Result): Chart | undefined {
  if (!cost || acked === 0) return undefined;
  return {
    title: `What 1,000 messages cost: ${usd(cost.usdPerThousandSent)}`,
    says: `At the list prices of ${cost.region}, without free allowances; quantities as ${
      cost.basis === 'counted' ? 'the server counted them' : 'the cost model projects them'
    }.`,
    height: 250,
    option: bars(
      cost.lines.map(({ what, usd: amount }): Amount => [what, (amount / acked) * 1_000]),
      usd,
      COLOURS[2] ?? INK,
    ),
  };
}
