/**
 * What each scale of traffic needs, as the capacity plan works it out (`npm run plan`). After a change of the model, its
 * prices or its measurements: `npm run -s plan -- --presets > infra/presets.json`; a test says when that is due.
 */
import * as z from 'zod';
import presets from './presets.json' with { type: 'json' };

const count = z.int().positive();
const throttle = z.object({ requestsPerSecond: count, burst: count });
const range = z.object({ min: count, max: count });
/** Capacity units that a provisioned table begins with and may grow to. */
const provisioned = z.object({ reads: range, writes: range });
export type Provisioned = z.infer<typeof provisioned>;

const preset = z.object({
  /** The load of the busiest hour, which the rest of the preset is made for. */
  load: z.object({ users: count, connections: count, messagesPerSecond: count, requestsPerSecond: count }),
  /** Of the WebSocket API: frames from clients. Posts count in the account's own quota, not here. */
  throttle,
  publishThrottle: throttle,
  /** Megabytes by function, if the plan asks for other than the route table. CPU comes in proportion. */
  memoryMb: z.record(z.string(), count),
  /** Reserved for a function, and also its upper bound. Counts against the account's 1,000, of which 100 must stay free. */
  reservedConcurrency: z.record(z.string(), count),
  /** Paid by the request, or provisioned and scaled by use, which is cheaper if the load is high all day. */
  tables: z.union([z.literal('on-demand'), z.object({ connections: provisioned, messages: provisioned })]),
  /** Of the account, to be asked for before the load comes; by the names of costs/quotas.json. */
  quotas: z.array(z.object({ quota: z.string(), raiseTo: count })),
  monthlyBudgetUsd: count,
  alarms: z.object({
    activeConnections: count,
    /** Time from the append to the last post. */
    deliveryP99Ms: count,
    /** Duration of a function as a share of its timeout. */
    durationShareOfTimeout: z.number().positive().max(1),
    errorsPerMinute: count,
  }),
});
export type Preset = z.infer<typeof preset>;

export const SCALES = ['thousands', 'tens-of-thousands', 'millions'] as const;

export const PRESETS = z.record(z.enum(SCALES), preset).parse(presets);
