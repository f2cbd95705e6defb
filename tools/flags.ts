/** What the flags of several programs hold, read the same way by each. */
import { InvalidArgumentError } from 'commander';

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A whole number from 1.');
  return Number(text);
}

const UNITS = { s: 1, m: 60, h: 3_600 } as const;

/** Seconds, from `90s`, `20m` or `2h`. */
export function duration(text: string): number {
  const [, amount, unit] = /^([1-9]\d{0,4})([smh])$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h')
    throw new InvalidArgumentError('A number and a unit, as in 30s, 20m or 2h.');
  return Number(amount) * UNITS[unit];
}
