/** What a run comes to, on one screen. */
import chalk from 'chalk';
import { count, kib, mib, ms, usd } from '../../costs/format.ts';
import { tableOf } from '../../costs/table.ts';
import type { Percentiles } from '../generator/histogram.ts';
import type { Check, Result } from '../result/result.ts';

type Line = readonly [what: string, figures: string];

const percentiles = (what: string, latency: Percentiles | undefined): Line[] => {
  if (!latency) return [];
  const { p50, p90, p99, p999, max } = latency;
  return [[what, `p50 ${ms(p50)}   p90 ${ms(p90)}   p99 ${ms(p99)}   p99.9 ${ms(p999)}   max ${ms(max)}`]];
};

function linesOf(result: Result): Line[] {
  const { sent, acked, expected, delivered, recovered, server, generator, units, cost, storm, faults } =
    result;
  const named = (all: Readonly<Record<string, number>>) =>
    Object.entries(all)
      .map(([name, times]) => `${name} ${count(times)}`)
      .join('   ');
  return [
    ['connections', `${count(result.connections)} at ${count(result.connectsPerSecond)} a second`],
    ...percentiles('connect and join', result.connectMs),
    ['messages', `${count(sent)} sent, ${count(acked)} acknowledged`],
    [
      'deliveries',
      `${count(delivered)} of ${count(expected)} expected, ${count(result.deliveriesPerSecond)} a second`,
    ],
    ['lost', count(result.lost)],
    ['doubled', `${count(result.doubled)} after applying, ${count(result.duplicated)} pushes before`],
    ['out of order', `${count(result.outOfOrder)} pushes, ${count(result.disagreed)} after applying`],
    ['pushes missed', `${count(result.missed)}, and ${count(result.late)} late`],
    [
      'recovered',
      `${count(recovered.resume)} by resume, ${count(recovered.gap)} at a gap, ${count(recovered.final)} at the end`,
    ],
    ...percentiles('latency', result.latencyMs),
    ...percentiles('acknowledgement', result.ackMs),
    ...(storm
      ? [['dropped', count(storm.dropped)] as const, ...percentiles('back after', storm.backMs)]
      : []),
    ['errors', named(result.errors) || 'none'],
    ...(faults ? [['faults that struck', named(faults)] as const] : []),
    ...(server
      ? [
          [
            'server',
            `${mib(server.rss)}, ${kib(server.bytesPerConnection)} a connection, ${count(server.cpu)} cores`,
          ] as const,
        ]
      : []),
    [
      'generator',
      `${mib(generator.rss)}, ${count(generator.cpu)} cores, p99 of its own lateness ${ms(generator.lateMs?.p99 ?? 0)}`,
    ],
    ...(units ? [['units', named(units)] as const] : []),
    ...(cost
      ? [['on AWS', `${usd(cost.usd)}, ${usd(cost.usdPerThousandSent)} per 1,000 messages sent`] as const]
      : []),
  ];
}

const verdict = ({ what, wanted, got, met }: Check): string[] => [
  met ? chalk.green('met') : chalk.red('not met'),
  what,
  `wanted ${wanted}`,
  `got ${got}`,
];

export function summaryOf(result: Result): string {
  const { name, about, checks, passed, examples } = result;
  const parts = [
    `${chalk.bold(name)}: ${about}`,
    tableOf(linesOf(result)),
    tableOf(checks.map(verdict)),
    ...(examples.length > 0 ? [`The first ${examples.length}:\n${examples.join('\n')}`] : []),
    passed ? chalk.green('All expectations are met.') : chalk.red('Not all expectations are met.'),
  ];
  return parts.join('\n\n');
}
