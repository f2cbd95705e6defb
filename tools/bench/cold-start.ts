/**
 * `npm run bench -- cold`: what importing each bundle takes, in processes of their own, against an empty handler and against
 * the same code as esbuild bundles it by default.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { bundle } from '../../infra/bundle.ts';
import { HANDLERS } from '../../shared/routes.ts';

/** What the heaviest bundle may take, as a share of what it takes with esbuild's default fields. */
const MOST = 0.7;
const MOST_KIB = 600;
const EMPTY = 'exports.handler = async () => {};\n';
const MEASURE = `
  const begun = performance.now();
  require(process.argv[1]);
  process.stdout.write(String(performance.now() - begun));
`;

function importMs(file: string): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', MEASURE, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} could not be imported:\n${stderr}`);
  return Number(stdout);
}

interface Files {
  readonly ours: string;
  readonly empty: string;
  /** Bundled with esbuild's default fields. */
  readonly defaults: string;
}

/**
 * One of each in turn, so that what else the machine does hits all of them alike; and of each the least, since what else
 * the machine does only adds.
 */
function least(files: Files, runs: number): Record<keyof Files, number> {
  const taken = Array.from({ length: runs }, () => ({
    ours: importMs(files.ours),
    empty: importMs(files.empty),
    defaults: importMs(files.defaults),
  }));
  const of = (name: keyof Files) => Math.min(...taken.map(each => each[name]));
  return { ours: of('ours'), empty: of('empty'), defaults: of('defaults') };
}

interface Measured {
  readonly handler: string;
  readonly bytes: number;
  readonly ours: number;
  readonly empty: number;
  readonly defaults: number;
}

function measure(handlers: readonly string[], runs: number): Measured[] {
  const folder = mkdtempSync(join(tmpdir(), 'messaging-cold-'));
  const fileOf = (variant: string, handler = '') => join(folder, variant, handler, 'index.js');
  try {
    bundle(handlers, join(folder, 'ours'));
    bundle(handlers, join(folder, 'defaults'), { mainFields: undefined });
    mkdirSync(join(folder, 'empty'));
    writeFileSync(fileOf('empty'), EMPTY);
    return handlers.map(handler => {
      const bytes = statSync(fileOf('ours', handler)).size;
      const files = {
        ours: fileOf('ours', handler),
        empty: fileOf('empty'),
        defaults: fileOf('defaults', handler),
      };
      return { handler, bytes, ...least(files, runs) };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
