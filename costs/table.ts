/** Rows in columns, without lines around them. */
import Table from 'cli-table3';

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

export function tableOf(rows: readonly (readonly string[])[]): string {
  const made = new Table(BARE);
  made.push(...rows.map(row => [...row]));
  return made.toString();
}

/** Columns of figures, to the right of `left` columns of words. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], left = 1): string {
  const made = new Table({
    ...BARE,
    head: [...head],
    colAligns: head.map((_, i) => (i < left ? 'left' : 'right')),
  });
  made.push(...rows.map(row => [...row]));
  return made.toString();
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
