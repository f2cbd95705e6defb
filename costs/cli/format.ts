/** Figures and tables as the commands print them. */
import Table from 'cli-table3';

export const count = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

/** Cents, and more digits where cents would hide the figure. */
export function usd(value: number): string {
  const digits = value === 0 || value >= 0.1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(value)));
  return `$${value.toLocaleString('en-US', { minimumFractionDigits: Math.min(2, digits), maximumFractionDigits: digits })}`;
}

export const factor = (value: number): string =>
  Math.abs(value - 1) < 0.0005 ? '1' : `${value.toLocaleString('en-US', { maximumSignificantDigits: 3 })}×`;

export function seconds(ms: number): string {
  const rounded = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 600_000) return `${rounded(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${rounded(ms / 60_000)} min` : `${rounded(ms / 3_600_000)} h`;
}

/** @param left how many of the first columns hold words */
export function table(head: readonly string[], rows: readonly (readonly string[])[], left = 1): string {
  const made = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (i < left ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: ' ',
    },
  });
  made.push(...rows.map(row => [...row]));
  return made.toString();
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`);
