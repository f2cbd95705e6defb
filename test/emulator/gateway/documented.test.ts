import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULTS, WRITTEN } from '../../../emulator/faults/faults.ts';
import { RULES } from '../../../emulator/rules.ts';

const doc = readFileSync('docs/local-gateway.md', 'utf8');

/** The rows of the table between `<!-- name -->` and `<!-- /name -->`, their cells without the padding. */
function rowsOf(name: string): string[][] {
  const [, table = ''] = doc.split(new RegExp(`<!-- /?${name} -->\n`));
  const lines = table.split('\n').filter(line => line.startsWith('|'));
  return lines.slice(2).map(line =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  );
}

const linked = (source: string) => (source.startsWith('https:') ? `[AWS](${source})` : source);

describe('docs/local-gateway.md', () => {
  it('has every rule, with its value, its source and when that was read', () => {
    expect(rowsOf('rules')).toEqual(
      Object.entries(RULES).map(([name, { aws, says, source, read }]) => [
        `\`${name}\``,
        aws.toLocaleString('en-US'),
        says,
        `${linked(source)}, ${read}`,
      ]),
    );
  });

  it('has every fault, as it is written', () => {
    expect(rowsOf('faults')).toEqual(
      Object.entries(FAULTS).map(([name, { kind, says }]) => [`\`${name}:${WRITTEN[kind].example}\``, says]),
    );
  });
});
