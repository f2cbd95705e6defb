/**
 * What each scale of traffic needs, as the capacity plan works it out (`npm run plan`). After a change of the model, its
 * prices or its measurements: `npm run -s plan -- --presets > infra/presets.json`; a test says when that is due.
 */
import * as z from 'zod';
import presets from './presets.json' with { type: 'json' };

const count = z.int().positive();
const throttle = z.object({ requestsPerSecond: count, burst: count });
const range = z.object({ min: count, max: count });
/** Capacity units that a table is given, and may grow to, where it is not paid for by the request. */
const provisioned = z.object({ reads: range, writes: range });
export type Provisioned = z.infer<typeof provisioned>;

const preset = z.object({
  /** In the busiest hour: the load that the rest is made for. */
  load: z.object({ users: count, connections: count, messagesPerSecond: count, requestsPerSecond: count }),
  /** Of the WebSocket API: frames from clients. Posts count in the account's own quota, not here. */
  throttle,
  publishThrottle: throttle,
  /** Megabytes by function, where the plan knows better than the route table: CPU comes in proportion. */
  memoryMb: z.record(z.string(), count),
  /** Kept for a function, and its upper bound. Counts against the account's 1,000, of which 100 must stay free. */
  reservedConcurrency: z.record(z.string(), count),
  /** Paid by the request, or provisioned and scaled by use: cheaper where the load is high all day. */
  tables: z.union([z.literal('on-demand'), z.object({ connections: provisioned, messages: provisioned })]),
  monthlyBudgetUsd: count,
  alarms: z.object({
    activeConnections: count,
    /** From the append to the last post. */
    deliveryP99Ms: count,
    /** Of one function, as a share of its own timeout. */
    durationShareOfTimeout: z.number().positive().max(1),
    errorsPerMinute: count,
  }),
});
export type Preset = z.infer<typeof preset>;

export const SCALES = ['thousands', 'tens-of-thousands', 'millions'] as const;

export const PRESETS = z.record(z.enum(SCALES), preset).parse(presets);
