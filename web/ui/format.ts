/** Numbers and times, as the reader's own language writes them. */

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export const dateOf = (at: number): string => date.format(at);
export const timeOf = (at: number): string => clock.format(at);
export const secondOf = (at: number): string => seconds.format(at);
export const exactTimeOf = (at: number): string => exact.format(at);

export function dayOf(at: number): string {
  const date = new Date(at).toDateString();
  if (date === new Date().toDateString()) return 'Today';
  if (date === new Date(Date.now() - 86_400_000).toDateString()) return 'Yesterday';
  return day.format(at);
}

export const countOf = (value: number): string => whole.format(value);
export const rateOf = (value: number): string => (value >= 100 ? whole : decimal).format(value);

/** Small sums keep their digits: most of what is shown costs less than a cent. */
export const usdOf = (usd: number): string =>
  new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    ...(usd !== 0 && usd < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 }),
  }).format(usd);

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countOf(count)} ${count === 1 ? one : many}`;

/** The end of the year 9999. */
export const FOR_EVER = 253_402_300_799_000;

export const untilOf = (at: number): string => (at >= FOR_EVER ? 'for ever' : `until ${exactTimeOf(at)}`);
