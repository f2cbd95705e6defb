/** Figures as people read them. */

export const count = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });

export function ms(value: number): string {
  if (value >= 10_000) return `${(value / 1_000).toLocaleString('en-US', { maximumFractionDigits: 1 })} s`;
  return `${value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 })} ms`;
}

export const mib = (bytes: number): string => `${count(bytes / 2 ** 20)} MiB`;
export const kib = (bytes: number): string =>
  `${(bytes / 2 ** 10).toLocaleString('en-US', { maximumFractionDigits: 1 })} KiB`;
export const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: 0 })}%`;

/** Cents, and more digits where cents would hide the figure. */
export function usd(value: number): string {
  const digits = value === 0 || value >= 0.1 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(value)));
  return `$${value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}
