import { contentSecurityPolicy, OPENER_POLICY } from '../shared/page-headers.ts';

/** As CloudFront sends them; the socket is reached by the name by which the page was. */
export const pageHeaders = (origin: string, more: readonly string[] = []): Record<string, string> => ({
  'Content-Security-Policy': contentSecurityPolicy([origin.replace(/^http/, 'ws'), origin], more),
  [OPENER_POLICY.name]: OPENER_POLICY.value,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
});
