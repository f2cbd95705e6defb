/** `npm run load` and `npm run load:compare` as they are typed: processes of their own. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { readResult } from '../../load/result/read.ts';
import type { Result } from '../../load/result/result.ts';

const folder = mkdtempSync(join(tmpdir(), 'load-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
/** A file of this test's own. */
export const fresh = (extension: string): string => join(folder, `${++files}.${extension}`);

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const typed = (script: 'main' | 'compare', ...args: string[]): Promise<Answer> =>
  new Promise(resolve => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', `load/${script}.ts`, ...args],
      { env: { ...process.env, NO_COLOR: '1' } },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });

export interface Run extends Answer {
  readonly result: Result;
  readonly html: string;
}

/** A run to its end, with what it wrote. */
export async function load(...args: string[]): Promise<Run> {
  const [json, report] = [fresh('json'), fresh('html')];
  const answer = await typed('main', '--json', json, '--report', report, ...args);
  if (!existsSync(json)) throw new Error(`npm run load wrote no result:\n${answer.stdout}\n${answer.stderr}`);
  return { ...answer, result: readResult(json), html: readFileSync(report, 'utf8') };
}

export const unmet = ({ checks }: Result): string[] =>
  checks.filter(({ met }) => !met).map(({ what }) => what);
