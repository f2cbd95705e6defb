import * as z from 'zod';

/** The source of a figure, and when it was read: prices and quotas change. */
export const source = z.strictObject({
  name: z.string().min(1),
  url: z.url(),
  read: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'a month or a day, as 2026-11 or 2026-11-24'),
});
