/** Figures as people read them: in the commands, the documents and the load tool's reports. */

const upTo = (maximumFractionDigits: number, value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits });

export const count = (value: number): string => {
  const size = Math.abs(value);
  return upTo(size < 10 ? 2 : size < 100 ? 1 : 0, value);
};

/** Cents, and more digits where cents would hide the figure; of what there is none of, as of no deliveries, no price. */
export function usd(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = value === 0 || value >= 0.1 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(value)));
  return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

export const factor = (value: number): string =>
  Math.abs(value - 1) < 0.0005 ? '1' : `${value.toLocaleString('en-US', { maximumSignificantDigits: 3 })}×`;

export const percent = (share: number): string => `${upTo(0, share * 100)}%`;

/** What was measured: to the millisecond up to ten seconds. */
export const ms = (value: number): string =>
  value >= 10_000 ? `${upTo(1, value / 1_000)} s` : `${upTo(value < 10 ? 1 : 0, value)} ms`;

/** What was worked out: in the unit that says it shortest. */
export function seconds(value: number): string {
  if (value < 1_000) return `${Math.round(value)} ms`;
  if (value < 600_000) return `${upTo(1, value / 1_000)} s`;
  return value < 7_200_000 ? `${upTo(1, value / 60_000)} min` : `${upTo(1, value / 3_600_000)} h`;
}

export const mib = (bytes: number): string => `${count(bytes / 2 ** 20)} MiB`;
export const kib = (bytes: number): string => `${upTo(1, bytes / 2 ** 10)} KiB`;
