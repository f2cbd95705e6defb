import * as z from 'zod';

export const serverOptions = z.object({
  /** 0 takes a free one. */
  port: z.int(),
  data: z.string(),
  /** What `cdk synth` wrote; without it the sources are run. */
  from: z.string().optional(),
  settings: z.record(z.string(), z.string()),
  seed: z.int(),
  /** From emulator/faults. */
  plan: z.record(z.string(), z.number()),
});
export type BackendOptions = z.infer<typeof serverOptions>;

export type FromParent =
  | { readonly kind: 'faults'; readonly plan: Readonly<Record<string, number>> }
  | { readonly kind: 'sweep' };

const ready = z.object({
  socketUrl: z.string(),
  httpUrl: z.string(),
  dynamodb: z.object({
    endpoint: z.string(),
    tables: z.object({ connections: z.string(), messages: z.string() }),
  }),
  cognito: z.object({
    endpoint: z.string(),
    region: z.string(),
    userPoolId: z.string(),
    clientId: z.string(),
  }),
});
export type Running = z.infer<typeof ready>;

export const toParent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), ready }),
  z.object({ kind: z.literal('struck'), name: z.string(), times: z.number() }),
  z.object({ kind: z.literal('swept') }),
]);
export type ToParent = z.infer<typeof toParent>;
