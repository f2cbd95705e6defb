/** The shape of service-times.json: how long each step takes, and the CPU that each function needs. */
import * as z from 'zod';

const from = z.strictObject({
  /** False where the figure is an assumption: nobody published one, and nothing here could measure it. */
  measured: z.boolean(),
  source: z.string().min(1),
});
const positive = z.number().positive();

/** A log-normal time, told by its median and its 99th percentile. */
const spread = from
  .extend({ p50: positive, p99: positive })
  .refine(({ p50, p99 }) => p99 >= p50, 'p99 ≥ p50');
export type Spread = z.infer<typeof spread>;

const cpu = from.extend({ ms: positive });

const run = z.strictObject({
  /** CPU of the handler itself, at a full vCPU, with a warm container; posts come on top. */
  cpuMs: positive,
  /** Round trips one after the other; those in parallel count once. */
  reads: z.int().nonnegative(),
  writes: z.int().nonnegative(),
  /** Whether it posts, or waits for the functions that do. */
  posts: z.enum(['posts', 'waits']).optional(),
});

export const serviceTimes = z.strictObject({
  generated: z.strictObject({ by: z.enum(['bench fanout', 'hand']), at: z.iso.date(), note: z.string() }),
  steps: z.strictObject({
    /** API Gateway, from a frame to its integration and back. */
    integration: spread,
    read: spread,
    write: spread,
    /** One post, as its caller sees it. */
    post: spread,
    /** From an asynchronous invocation to its start. */
    asyncInvoke: spread,
    /** From an invocation that is waited for to its start, and from its end back to its caller. */
    invoke: spread,
    coldStart: spread,
  }),
  /** Of invocations that start a container. */
  coldShare: z.number().min(0).max(1),
  /** CPU of one post by our poster, and by the SDK's client as it comes. */
  cpuPerPost: z.strictObject({ ours: cpu, sdk: cpu }),
  functions: z.record(z.string(), run),
});
export type ServiceTimes = z.infer<typeof serviceTimes>;

const Z99 = 2.326347874;

/** The mean of the log-normal with this median and 99th percentile. */
export const meanOf = ({ p50, p99 }: Spread): number => p50 * Math.exp(sigmaOf({ p50, p99 }) ** 2 / 2);

export const sigmaOf = ({ p50, p99 }: Pick<Spread, 'p50' | 'p99'>): number => Math.log(p99 / p50) / Z99;
