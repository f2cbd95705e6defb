/** What importing a bundle takes, in processes of their own, next to an empty handler and to esbuild's default fields. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../infra/bundle.ts';

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

export interface Measured {
  readonly handler: string;
  readonly bytes: number;
  readonly ours: number;
  readonly empty: number;
  readonly defaults: number;
}

export function measure(handlers: readonly string[], runs: number): Measured[] {
  const folder = mkdtempSync(join(tmpdir(), 'messaging-cold-'));
  const fileOf = (variant: string, handler = '') => join(folder, variant, handler, 'index.js');
  try {
    bundle(handlers, join(folder, 'ours'));
    bundle(handlers, join(folder, 'defaults'), { changes: { mainFields: undefined } });
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
