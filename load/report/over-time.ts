/** Charts of the run second by second. */

import { count, ms } from '../../costs/format.ts';
import type { Percentiles } from '../generator/histogram.ts';
import type { Result, Row } from '../result/result.ts';
import { axis, type Chart, FAINT } from './chart.ts';

type Point = readonly [second: number, value: number | null];

export const seconds = axis({
  type: 'value',
  name: 'seconds',
  nameLocation: 'middle',
  nameGap: 26,
  min: 'dataMin',
  max: 'dataMax',
  splitLine: { show: false },
});
export const amounts = axis({ type: 'value', axisLabel: { formatter: count }, minInterval: 1 });

export const line = (name: string, data: readonly Point[], more: object = {}) => ({
  type: 'line',
  name,
  data,
  symbol: data.length > 1 ? 'none' : 'circle',
  lineStyle: { width: 2 },
  ...more,
});

/** Shades the time in which messages were sent, behind the lines. */
const sendingArea = ({ phases: { sendingAt, send } }: Result) => ({
  markArea: {
    silent: true,
    itemStyle: { color: 'var(--area)' },
    label: { color: FAINT, position: 'insideTop' },
    data: [[{ name: 'sending', xAxis: sendingAt }, { xAxis: sendingAt + send }]],
  },
});

const points = (series: readonly Row[], read: (row: Row) => number | undefined): Point[] =>
  series.map(row => [row.second, read(row) ?? null]);

export function connectionsChart(result: Result): Chart {
  const { series } = result;
  return {
    title: 'Connections',
    says: 'Open sockets, and clients that have joined all their rooms.',
    option: {
      xAxis: seconds,
      yAxis: amounts,
      series: [
        line(
          'open',
          points(series, ({ open }) => open),
          { areaStyle: { opacity: 0.12 }, ...sendingArea(result) },
        ),
        line(
          'in their rooms',
          points(series, ({ connected }) => connected),
        ),
      ],
    },
  };
}

export function throughputChart(result: Result): Chart {
  const { series } = result;
  return {
    title: 'Messages a second',
    says: 'Sent and acknowledged on the left scale; delivered to members on the right.',
    option: {
      xAxis: seconds,
      yAxis: [amounts, { ...amounts, splitLine: { show: false } }],
      series: [
        line(
          'sent',
          points(series, ({ sent }) => sent),
          sendingArea(result),
        ),
        line(
          'acknowledged',
          points(series, ({ acked }) => acked),
        ),
        line(
          'delivered (right)',
          points(series, ({ delivered }) => delivered),
          { yAxisIndex: 1, areaStyle: { opacity: 0.12 } },
        ),
      ],
    },
  };
}

const SHOWN = { p50: 'half', p90: '9 in 10', p99: '99 in 100', max: 'slowest' } as const;

export function latencyChart(result: Result): Chart {
  const { series } = result;
  const of = (name: keyof Percentiles) => points(series, ({ latencyMs }) => latencyMs?.[name]);
  return {
    title: 'Time to delivery',
    says: 'From when a message was due until a member had it, second by second. Logarithmic: each line up is ten times as long.',
    option: {
      xAxis: seconds,
      yAxis: axis({ type: 'log', axisLabel: { formatter: ms } }),
      series: Object.entries(SHOWN).map(([name, says]) =>
        line(`${says} (${name})`, of(name as keyof typeof SHOWN), {
          connectNulls: true,
          ...(name === 'max' && { lineStyle: { width: 1, type: 'dotted' } }),
          ...(name === 'p50' && sendingArea(result)),
        }),
      ),
    },
  };
}

/** So many codes have a colour of their own. */
const MOST_CODES = 5;

export function errorsChart({ series, errors }: Result): Chart {
  const codes = Object.entries(errors).sort(([, a], [, b]) => b - a);
  const named = codes.slice(0, MOST_CODES).map(([code]) => code);
  const others = (row: Row) =>
    Object.entries(row.errors).reduce((sum, [code, times]) => (named.includes(code) ? sum : sum + times), 0);
  const bars = (name: string, read: (row: Row) => number) => ({
    type: 'bar',
    stack: 'errors',
    name,
    barCategoryGap: '10%',
    data: series.map(read),
  });
  return {
    title: 'Errors a second',
    says:
      codes.length === 0
        ? 'There were none.'
        : 'By protocol code, HTTP status or close code. RATE_LIMITED is the flood control at work; such a message is sent again.',
    option: {
      xAxis: axis({
        type: 'category',
        data: series.map(({ second }) => second),
        name: 'seconds',
        nameLocation: 'middle',
        nameGap: 26,
      }),
      yAxis: { ...amounts, ...(codes.length === 0 && { max: 1 }) },
      series: [
        ...named.map(code => bars(code, row => row.errors[code] ?? 0)),
        ...(codes.length === 0 || codes.length > MOST_CODES
          ? [bars(codes.length === 0 ? 'errors' : 'others', others)]
          : []),
      ],
    },
  };
}

export function serverChart(result: Result): Chart | undefined {
  const { series } = result;
  if (!series.some(({ server }) => server)) return undefined;
  return {
    title: 'The server',
    says: 'Memory of its process, and how many cores it kept busy.',
    option: {
      xAxis: seconds,
      yAxis: [amounts, axis({ type: 'value', min: 0, splitLine: { show: false } })],
      series: [
        line(
          'memory, MiB',
          points(series, ({ server }) => server && Math.round(server.rss / 2 ** 20)),
          { areaStyle: { opacity: 0.12 }, connectNulls: true, ...sendingArea(result) },
        ),
        line(
          'cores (right)',
          points(series, ({ server }) => server?.cpu),
          { yAxisIndex: 1, connectNulls: true },
        ),
      ],
    },
  };
}
