/**
 * What each scale of traffic needs. The figures follow from the load named first in each preset and from AWS's quotas;
 * whoever changes the load changes the rest with it.
 */
import type { HandlerName } from '../shared/routes.ts';

/** Capacity units that a table is given, and may grow to, where it is not paid for by the request. */
export interface Provisioned {
  readonly reads: { readonly min: number; readonly max: number };
  readonly writes: { readonly min: number; readonly max: number };
}

export interface Preset {
  /** The load that the rest is made for. */
  readonly load: {
    readonly connections: number;
    /** Sent by clients; in the busiest minute. */
    readonly messagesPerSecond: number;
    /** Who hears a message. */
    readonly membersPerRoom: number;
  };
  /** Of the WebSocket API, frames in both directions; within the account's own quota of 10,000 a second, unless raised. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  readonly publishThrottle: { readonly requestsPerSecond: number; readonly burst: number };
  /** Megabytes of functions that need another size than the route table gives: CPU comes in proportion. */
  readonly memoryMb: Partial<Readonly<Record<HandlerName, number>>>;
  /** Kept for a function, and its upper bound. Counts against the account's 1,000, of which 100 must stay free. */
  readonly reservedConcurrency: Partial<Readonly<Record<HandlerName, number>>>;
  /** Paid by the request, or provisioned and scaled by use: cheaper where the load is high all day. */
  readonly tables: 'on-demand' | { readonly connections: Provisioned; readonly messages: Provisioned };
  readonly monthlyBudgetUsd: number;
  readonly alarms: {
    readonly activeConnections: number;
    /** From the append to the last post. */
    readonly deliveryP99Ms: number;
    /** Of one function, as a share of its own timeout. */
    readonly durationShareOfTimeout: number;
    readonly errorsPerMinute: number;
  };
}

export type Scale = 'thousands' | 'tens-of-thousands' | 'millions';

export const PRESETS: Readonly<Record<Scale, Preset>> = {
  thousands: {
    load: { connections: 5_000, messagesPerSecond: 50, membersPerRoom: 20 },
    throttle: { requestsPerSecond: 2_000, burst: 1_000 },
    publishThrottle: { requestsPerSecond: 50, burst: 100 },
    memoryMb: {},
    reservedConcurrency: {},
    tables: 'on-demand',
    monthlyBudgetUsd: 300,
    alarms: {
      activeConnections: 5_000,
      deliveryP99Ms: 1_000,
      durationShareOfTimeout: 0.8,
      errorsPerMinute: 5,
    },
  },
  'tens-of-thousands': {
    load: { connections: 50_000, messagesPerSecond: 300, membersPerRoom: 30 },
    throttle: { requestsPerSecond: 10_000, burst: 5_000 },
    publishThrottle: { requestsPerSecond: 200, burst: 400 },
    memoryMb: { 'send-message': 1_024 },
    reservedConcurrency: { connect: 100, 'send-message': 300 },
    tables: 'on-demand',
    monthlyBudgetUsd: 4_000,
    alarms: {
      activeConnections: 50_000,
      deliveryP99Ms: 1_000,
      durationShareOfTimeout: 0.8,
      errorsPerMinute: 20,
    },
  },
  // Only with raised quotas: docs/deploying.md names them.
  millions: {
    load: { connections: 2_000_000, messagesPerSecond: 5_000, membersPerRoom: 30 },
    throttle: { requestsPerSecond: 200_000, burst: 100_000 },
    publishThrottle: { requestsPerSecond: 2_000, burst: 4_000 },
    memoryMb: { authorizer: 1_024, connect: 1_024, 'send-message': 1_769 },
    reservedConcurrency: { connect: 1_000, 'send-message': 4_000 },
    tables: {
      connections: { reads: { min: 500, max: 40_000 }, writes: { min: 500, max: 20_000 } },
      messages: { reads: { min: 1_000, max: 80_000 }, writes: { min: 500, max: 40_000 } },
    },
    monthlyBudgetUsd: 150_000,
    alarms: {
      activeConnections: 2_000_000,
      deliveryP99Ms: 2_000,
      durationShareOfTimeout: 0.8,
      errorsPerMinute: 200,
    },
  },
};
