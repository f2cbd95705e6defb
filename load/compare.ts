/** `npm run load:compare`: two runs side by side; exit 1 if the second is worse than the tolerance lets pass. */
import chalk from 'chalk';
import { Command, InvalidArgumentError, Option } from 'commander';
import { tableOf } from '../costs/table.ts';
import { type Compared, type Comparison, comparisonOf } from './compare/comparison.ts';
import { METRICS } from './compare/metrics.ts';
import { readResult } from './result/read.ts';

function share(text: string): number {
  const [, percent] = /^(\d+(?:\.\d+)?)%?$/.exec(text) ?? [];
  if (percent === undefined) throw new InvalidArgumentError('A percentage from 0, as in 20 or 20%.');
  return Number(percent) / 100;
}

const MOOD: Readonly<Record<Compared['verdict'], (text: string) => string>> = {
  better: chalk.green,
  same: text => text,
  worse: chalk.red,
  'not judged': chalk.dim,
};

function rowOf({ name, before, after, ratio, verdict }: Compared): string[] {
  const show = METRICS.find(metric => metric.name === name)?.show ?? String;
  const figure = (value: number | undefined) => (value === undefined ? '–' : show(value));
  const times = ratio === undefined ? '' : `${ratio.toLocaleString('en-US', { maximumFractionDigits: 2 })}×`;
  return [name, figure(before), figure(after), times, MOOD[verdict](verdict)];
}

function textOf(files: readonly string[], { compared, differences, tolerance, worse }: Comparison): string {
  const shown = compared.filter(({ before, after }) => before !== undefined || after !== undefined);
  return [
    tableOf([['', ...files, 'ratio', ''], ...shown.map(rowOf)]),
    ...(differences.length > 0
      ? [chalk.yellow(`The runs were not told the same: ${differences.join('; ')}.`)]
      : []),
    worse
      ? chalk.red(`Worse by more than ${tolerance * 100}%.`)
      : chalk.green(`Nothing is worse by more than ${tolerance * 100}%.`),
  ].join('\n\n');
}

const command = new Command('npm run load:compare --')
  .description(
    'Holds the second run against the first, both as npm run load -- --json wrote them. Exits 1 where it is worse by ' +
      'more than the tolerance, in figures that say which way is better.',
  )
  .argument('<before>', 'the JSON file of a run')
  .argument('<after>', 'that of a later one')
  .addOption(
    new Option('--tolerance <percent>', 'how much worse a figure may be').argParser(share).default(0.2, '20'),
  )
  .option('--json', 'one JSON document instead of a table')
  .allowExcessArguments(false)
  .action((before: string, after: string, { tolerance, json }: { tolerance: number; json?: true }) => {
    const comparison = comparisonOf(readResult(before), readResult(after), tolerance);
    console.log(json ? JSON.stringify(comparison, undefined, 2) : textOf([before, after], comparison));
    process.exitCode = comparison.worse ? 1 : 0;
  });

try {
  command.parse();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
