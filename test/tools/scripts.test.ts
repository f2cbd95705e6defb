import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const text = (file: string) => readFileSync(file, 'utf8');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(text('package.json')));

test('the README says what each script is for, and lists no other', () => {
  const [, section = ''] = /\n## Commands\n([\s\S]*?)\n## /.exec(text('README.md')) ?? [];
  const rows = [...section.matchAll(/^\|[^|]*\| `([^`]+)` +\| (\S.*?) +\|$/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual(Object.keys(scripts).sort());
});

test('there are no more scripts than one finds one’s way in', () => {
  expect(Object.keys(scripts).length).toBeLessThanOrEqual(24);
});

describe('a command that a page, a comment or a message names', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
    .split('\0')
    .filter(file => /\.(md|ts|tsx|mjs|html|json)$|^\.ci\/run$/.test(file))
    // The changelog names commands as they were called then.
    .filter(file => !/^CHANGELOG\.md$|^package-lock\.json$|^test\/tools\//.test(file));
  const named = files.flatMap(file =>
    [
      ...text(file).matchAll(/\bnpm(?: -s)? run (?:-s |--silent )?([a-z][a-z:-]*[a-z])(?: -- ([a-z]+)\b)?/g),
    ].map(([, name = '', program]) => ({ file, name, program })),
  );

  test('is a script', () => {
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ name }) => !(name in scripts))).toEqual([]);
  });

  test.each(['bench', 'docs'])('is a program that npm run %s has', script => {
    const help = execFileSync('npm', ['run', '--silent', script, '--', '--help'], { encoding: 'utf8' });
    const programs = [...help.matchAll(/^ {2}(\w+) \[/gm)].map(([, name]) => name);
    const asked = named.filter(({ name, program }) => name === script && program);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ program }) => !programs.includes(program))).toEqual([]);
  });
});
