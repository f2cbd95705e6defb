/** Rows in columns, without lines around them. */
import { stripVTControlCharacters } from 'node:util';
import Table, { type TableConstructorOptions } from 'cli-table3';

const SIDES = ['top', 'bottom', 'mid', 'left', 'right'];
const BARE = {
  style: { head: [], border: [], compact: true },
  chars: {
    ...Object.fromEntries(
      SIDES.flatMap(side => [side, `${side}-mid`, `${side}-left`, `${side}-right`].map(name => [name, ''])),
    ),
    middle: ' ',
  },
};

/** Undefined where the output is no terminal; `COLUMNS` is how a shell says it, and a test. */
const terminalWidth = (): number | undefined =>
  process.stdout.columns ?? (Number(process.env.COLUMNS) || undefined);

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(text => text.length));

/** Where the terminal is too narrow: a blank between columns, and the widest of them give way as far as their words let them. */
function narrowed(rows: readonly (readonly string[])[]): Partial<TableConstructorOptions> {
  const most = terminalWidth() ?? Number.POSITIVE_INFINITY;
  const columns = Array.from({ length: Math.max(0, ...rows.map(row => row.length)) }, (_, i) => {
    const lines = rows.flatMap(row => stripVTControlCharacters(row[i] ?? '').split('\n'));
    // A figure stays with its unit.
    const words = lines.flatMap(line => (/^\W?\d/.test(line) ? [line] : line.split(' ')));
    return { width: widest(lines), least: widest(words) };
  });
  const total = (between: number) => columns.reduce((sum, { width }) => sum + width + between, -between);
  if (total(3) <= most) return {};
  while (total(1) > most) {
    const [column] = columns.filter(({ width, least }) => width > least).sort((a, b) => b.width - a.width);
    if (!column) break;
    column.width -= 1;
  }
  const colWidths = columns.map(({ width }) => width);
  return { colWidths, wordWrap: true, style: { ...BARE.style, 'padding-left': 0, 'padding-right': 0 } };
}

export function tableOf(rows: readonly (readonly string[])[]): string {
  const made = new Table({ ...BARE, ...narrowed(rows) });
  made.push(...rows.map(row => [...row]));
  return made.toString();
}

/** Columns of figures, to the right of `left` columns of words. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], left = 1): string {
  const made = new Table({
    ...BARE,
    ...narrowed([head, ...rows]),
    head: [...head],
    colAligns: head.map((_, i) => (i < left ? 'left' : 'right')),
  });
  made.push(...rows.map(row => [...row]));
  return made.toString();
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
