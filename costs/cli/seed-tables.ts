import { count, factor, usd } from '../format.ts';
import type { SeedAnalysis } from '../seed/analysis.ts';
import { table } from '../table.ts';

export function seedTables({ tables, gbSeconds, totals, corrections }: SeedAnalysis): string {
  const each = tables.map(({ table: name, wrong, rows }) =>
    [
      `${name}: ${wrong}`,
      table(
        ['scale', 'claimed', 'right at its prices', 'claimed ÷ right', 'at today’s prices'],
        rows.map(row => [row.scale, usd(row.claimed), usd(row.right), factor(row.factor), usd(row.today)]),
      ),
    ].join('\n'),
  );
  return [
    ...each,
    `GB-seconds of 100 ms at 128 MB:\n${table(
      ['scale', 'claimed', 'right', 'claimed ÷ right'],
      gbSeconds.map(row => [row.scale, count(row.claimed), count(row.right), factor(row.factor)]),
    )}`,
    `Totals, USD a month:\n${table(
      [
        'scale',
        'claimed',
        'right at its prices',
        'claimed ÷ right',
        'at today’s prices',
        'with what it leaves out',
      ],
      totals.map(row => [
        row.scale,
        usd(row.claimed),
        usd(row.right),
        factor(row.factor),
        usd(row.today),
        usd(row.withWhatIsLeftOut),
      ]),
    )}`,
    `In words:\n${corrections.map(({ of, said, so }) => `  ${of}: «${said}»\n    ${so}`).join('\n')}`,
  ].join('\n\n');
}
