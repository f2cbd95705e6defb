/** What every page is sent with, by CloudFront and by the local server. */

const POLICY = ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"];

/** @param more sources of its own that a page has, each with its directive */
export const contentSecurityPolicy = (connectsTo: readonly string[], more: readonly string[] = []): string =>
  [
    "default-src 'self'",
    ...more,
    `connect-src ${["'self'", ...new Set(connectsTo)].join(' ')}`,
    ...POLICY,
  ].join('; ');

/** No other page may hold on to a window that shows one of ours. */
export const OPENER_POLICY = { name: 'Cross-Origin-Opener-Policy', value: 'same-origin' } as const;
