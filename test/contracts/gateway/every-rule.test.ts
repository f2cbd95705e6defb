import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RULES } from '../../../emulator/rules.ts';

const sourcesIn = (folder: string): string =>
  readdirSync(folder)
    .filter(name => name.endsWith('.test.ts'))
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');

/** As the first thing that `rule(`, `withProbe(` or `withKnobs(` is given. */
const tested = new Set(
  [...sourcesIn(import.meta.dirname).matchAll(/\b(?:rule|withProbe|withKnobs)\(\s*'([^']+)'/g)].map(
    ([, name]) => name,
  ),
);
const lambda = sourcesIn(join(import.meta.dirname, '../../emulator/lambda'));

it('has a test for each rule of the table: of Lambda’s where its functions are tested, of all others here', () => {
  expect(tested.size).toBeGreaterThan(40);
  const untested = Object.entries(RULES).filter(([name, { source }]) =>
    source.includes('/lambda/') ? !lambda.includes(name) : !tested.has(name),
  );
  expect(untested.map(([name]) => name)).toEqual([]);
});
