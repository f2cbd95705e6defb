/** Rows in columns, without lines around them. */
import Table from 'cli-table3';

const PLAIN = {
  style: { head: [], border: [], compact: true },
  chars: Object.fromEntries(
    ['top', 'bottom', 'mid', 'left', 'right'].flatMap(side =>
      [side, `${side}-mid`, `${side}-left`, `${side}-right`].map(name => [name, '']),
    ),
  ),
};

export function tableOf(rows: readonly (readonly string[])[]): string {
  const table = new Table({ ...PLAIN, chars: { ...PLAIN.chars, middle: ' ' } });
  table.push(...rows.map(row => [...row]));
  return table.toString();
}
