/** The JSON file of a run: what load:compare reads and the report draws. */
import * as z from 'zod';

const count = z.number().min(0);
const percentiles = z.strictObject({ p50: count, p90: count, p99: count, p999: count, max: count });

const bar = z.strictObject({ ms: count, count });

const row = z.strictObject({
  /** From the start of the ramp. */
  second: z.number(),
  open: count,
  connected: z.number(),
  sent: count,
  acked: count,
  delivered: count,
  errors: z.record(z.string(), count),
  latencyMs: percentiles.optional(),
  ackMs: percentiles.optional(),
  /** Bytes, and cores in use; where the server says so. */
  server: z.strictObject({ rss: count, cpu: count }).optional(),
});
export type Row = z.infer<typeof row>;

const units = z.strictObject({
  reads: count,
  writes: count,
  invocations: count,
  posts: count,
  frames: count,
  meteredMessages: count,
});
export type Units = z.infer<typeof units>;

const server = z.strictObject({
  /** Bytes, at most. */
  rss: count,
  rssBefore: count,
  bytesPerConnection: count,
  /** Cores in use on average while messages were sent. */
  cpu: count,
});
export type ServerUse = z.infer<typeof server>;

const cost = z.strictObject({
  /** By what the server counted, or by the model where a server does not say what it did. */
  basis: z.enum(['counted', 'projected']),
  region: z.string(),
  usd: count,
  usdPerThousandSent: count,
  usdPerMillionDelivered: count,
  lines: z.array(z.strictObject({ what: z.string(), quantity: count, usd: count })),
});

export type Cost = z.infer<typeof cost>;

const check = z.strictObject({ what: z.string(), wanted: z.string(), got: z.string(), met: z.boolean() });
export type Check = z.infer<typeof check>;

export const result = z.strictObject({
  format: z.literal('messaging-load/1'),
  startedAt: z.iso.datetime(),
  name: z.string(),
  about: z.string(),
  protocol: z.enum(['messaging', 'echo']),
  url: z.string(),
  seed: z.int(),
  plan: z.strictObject({
    connections: count,
    rooms: count,
    roomsPerConnection: count,
    users: count,
    rate: count,
    rateTo: count,
    duration: count,
    ramp: count,
    size: count,
    workers: count,
  }),
  machine: z.strictObject({ cpus: count, memory: count, node: z.string(), platform: z.string() }),
  /** Seconds each took; `sendingAt` on the clock of the series. */
  phases: z.strictObject({ connect: count, sendingAt: count, send: count, drain: count }),

  /** In all their rooms when sending began. */
  connections: count,
  connectsPerSecond: count,
  connectMs: percentiles.optional(),
  sent: count,
  acked: count,
  /** Acknowledged messages × the members they were owed to, the sender's own connection left out. */
  expected: count,
  delivered: count,
  deliveriesPerSecond: count,
  lost: count,
  /** After applying: one message at two places of the log. */
  doubled: count,
  /** Two clients were shown different messages at one place of the log. */
  disagreed: count,
  /** Before applying: pushed once more on the same subscription. */
  duplicated: count,
  outOfOrder: count,
  /** Pushes that never came; the log had the message. */
  missed: count,
  /** Pushes that came after their message had been fetched. */
  late: count,
  recovered: z.strictObject({ resume: count, gap: count, final: count }),
  latencyMs: percentiles.optional(),
  ackMs: percentiles.optional(),
  storm: z.strictObject({ dropped: count, backMs: percentiles.optional() }).optional(),
  errors: z.record(z.string(), count),
  server: server.optional(),
  /** The load generator itself: how late it was to send tells whether it was the bottleneck. */
  generator: z.strictObject({ rss: count, cpu: count, lateMs: percentiles.optional() }),
  units: units.optional(),
  cost: cost.optional(),
  /** That the gateway was told to cause, and did, by name. */
  faults: z.record(z.string(), count).optional(),
  checks: z.array(check),
  passed: z.boolean(),
  examples: z.array(z.string()),
  series: z.array(row),
  histogram: z.array(bar),
});
export type Result = z.infer<typeof result>;
