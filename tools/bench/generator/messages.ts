/** What the bench asks of the generator, and is answered. */
import * as z from 'zod';

export const command = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('open'),
    url: z.string(),
    tokens: z.array(z.string()),
    rooms: z.array(z.array(z.string())),
    atOnce: z.int().positive(),
  }),
  z.strictObject({
    what: z.literal('saturate'),
    inFlight: z.int().positive(),
    warmUpMs: z.number(),
    ms: z.number(),
  }),
  z.strictObject({ what: z.literal('pace'), perSecond: z.number(), seconds: z.number() }),
]);
export type Command = z.infer<typeof command>;

const books = { delivered: z.number(), lost: z.number(), doubled: z.number() };
export const opened = z.object({ ms: z.number() });
export const saturated = z.object({ perSecond: z.number(), ...books });
export const paced = z.object({ p50: z.number(), p99: z.number(), ...books });
