/**
 * `npm run bench -- cold`: what importing each bundle takes, in processes of their own, against an empty handler and against
 * the same code as esbuild bundles it by default.
 */
import { Command } from 'commander';
import { HANDLERS } from '../../shared/routes.ts';
import { type Measured, measure } from './imports.ts';

/** What the heaviest bundle may take, as a share of what it takes with esbuild's default fields. */
const MOST = 0.7;
const MOST_KIB = 600;
const rounded = (number: number) => Math.round(number * 100) / 100;

/** As every benchmark here prints: ours against one peer a row; the ratio is ours ÷ peer. */
const rows = (measured: readonly Measured[]) =>
  measured.flatMap(({ handler, bytes, ours, empty, defaults }) =>
    (
      [
        ['empty', empty],
        ['default-fields', defaults],
      ] as const
    ).map(([peerName, peer]) => ({
      name: `import.${handler}`,
      unit: 'ms',
      ours: rounded(ours),
      peer: rounded(peer),
      peerName,
      ratio: rounded(ours / peer),
      bytes,
    })),
  );

function table(measured: readonly Measured[]): string {
  const head = ['KiB', 'ours', 'empty', 'defaults', 'ratio'];
  const line = (name: string, cells: readonly string[]) =>
    [name.padEnd(20), ...cells.map(cell => cell.padStart(10))].join('');
  const lines = measured.map(({ handler, bytes, ours, empty, defaults }) =>
    line(
      handler,
      [bytes / 1024, ours, empty, defaults, ours / defaults].map(cell => cell.toFixed(2)),
    ),
  );
  return [line('ms to import', head), ...lines].join('\n');
}

const { json, runs } = new Command('npm run bench -- cold')
  .description(
    'Milliseconds to import each bundle, in fresh processes: ours, an empty handler, and the same code with esbuild’s default fields.',
  )
  .option('--json', 'print one JSON array')
  .option('--runs <number>', 'processes for each bundle and way of bundling', Number, 5)
  .allowExcessArguments(false)
  .parse()
  .opts<{ json?: true; runs: number }>();

const measured = measure(HANDLERS, runs);
console.log(json ? JSON.stringify(rows(measured)) : table(measured));

const heaviest = measured.reduce((heavy, one) => (one.bytes > heavy.bytes ? one : heavy));
const share = rounded(heaviest.ours / heaviest.defaults);
if (share > MOST) {
  console.error(
    `The heaviest bundle, ${heaviest.handler}, takes ${share} of the defaults' time; ${MOST} at most.`,
  );
  process.exitCode = 1;
}
if (heaviest.bytes > MOST_KIB * 1_024) {
  console.error(`The heaviest bundle, ${heaviest.handler}, is larger than ${MOST_KIB} KiB.`);
  process.exitCode = 1;
}
