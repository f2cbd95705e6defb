/** What a deployment chooses and pays for apart from the traffic. */
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { Memory } from './run-time.ts';

export type TableMode = 'on-demand' | 'provisioned' | 'reserved-1y' | 'reserved-3y';
type CognitoPlan = 'lite' | 'essentials';

export interface Deployment {
  readonly memory: Memory;
  readonly tables: TableMode;
  /** Posts a second that one large room may take: a setting of the pump. */
  readonly roomPostsPerSecond: number;
  readonly cognito: CognitoPlan;
  /** A line of metrics, with the 26 bytes that CloudWatch counts on top: one an invocation that posts or ends a connection. */
  readonly metricLineBytes: number;
  readonly metrics: number;
  readonly alarms: number;
  readonly dashboards: number;
  readonly secrets: number;
  /** Warm containers that read a secret: each at most once in 5 minutes. */
  readonly secretReaders: number;
  readonly sweepMinutes: number;
}

export const DEPLOYMENT: Deployment = {
  memory: { default: 512, byFunction: {} },
  tables: 'on-demand',
  roomPostsPerSecond: DEFAULT_SETTINGS.roomPostsPerSecond,
  // A new user pool is Essentials, at almost three times the price; sign-in with passwords needs no more than Lite.
  cognito: 'lite',
  // Measured: 257 of a send, 205 of a disconnect. Handlers log nothing else but what goes wrong, and Lambda, where
  // `invocationLogs` is off, no start and no report.
  metricLineBytes: 283,
  metrics: 20,
  alarms: 15,
  dashboards: 1,
  secrets: 1,
  secretReaders: 2,
  sweepMinutes: 1,
};
