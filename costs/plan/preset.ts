/** What infra/ sets for each scale, from the plan of its users: the CDK app's presets are held to these by a test. */
import { throughput, totalOf } from '../model/bill.ts';
import { monthlyCost } from '../model/cost.ts';
import type { QuotaName } from '../model/quota-table.ts';
import { type Memory, memoryOf } from '../model/run-time.ts';
import { rounded } from './demand.ts';
import { type Plan, planOf } from './plan.ts';
import type { Planned } from './planned.ts';

export const SCALES = ['thousands', 'tens-of-thousands', 'millions'] as const;
export type Scale = (typeof SCALES)[number];

/** The users that a scale is made for; more take the next one, or a plan of their own. */
export const USERS_OF: Readonly<Record<Scale, number>> = {
  thousands: 10_000,
  'tens-of-thousands': 100_000,
  millions: 1_000_000,
};

interface Range {
  readonly min: number;
  readonly max: number;
}

interface Throttle {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

interface Provisioned {
  readonly reads: Range;
  readonly writes: Range;
}

export interface Preset {
  readonly scale: Scale;
  /** What the rest is made for. */
  readonly load: {
    readonly users: number;
    readonly profile: string;
    readonly connections: number;
    readonly messagesPerSecond: number;
    /** Frames, posts and connects: what counts in the account's quota. */
    readonly requestsPerSecond: number;
  };
  /** Of the WebSocket stage: frames from clients. Posts count in the account's quota, not here. */
  readonly throttle: Throttle;
  /** Of POST /publish, which counts apart from the stage's frames. */
  readonly publishThrottle: Throttle;
  readonly memoryMb: Readonly<Record<string, number>>;
  /** Upper bounds; empty where nothing has to be kept from anything else. */
  readonly reservedConcurrency: Readonly<Record<string, number>>;
  readonly tables: 'on-demand' | { readonly connections: Provisioned; readonly messages: Provisioned };
  readonly roomPostsPerSecond: number;
  readonly monthlyBudgetUsd: number;
  readonly alarms: {
    readonly activeConnections: number;
    readonly connectsPerSecond: number;
    readonly requestsPerSecond: number;
    readonly concurrentExecutions: number;
    readonly deliveryP99Ms: number;
    /** Of one function, as a share of its own timeout. */
    readonly durationShareOfTimeout: number;
    readonly errorsPerMinute: number;
  };
  /** To ask AWS for before this scale. */
  readonly quotas: readonly { readonly quota: QuotaName; readonly raiseTo: number }[];
}

/** A stage that takes fewer turns away the people of one office after a power cut; it is what API Gateway connects at once. */
const LEAST_THROTTLE = 500;
/** What servers publish, as a share of what users send, until it is known better. */
const PUBLISHED_SHARE = 0.5;
const LEAST_PUBLISH_THROTTLE = 50;
/** Errors that are worth a call at night, as a share of all requests. */
const ERROR_SHARE = 0.001;
const FEWEST_ERRORS = 5;
/** Saved a month, from which on capacity that has to be watched is worth it. */
const WORTH_USD = 500;
const ALARM_SHARE = 0.8;
const BUDGET_HEADROOM = 1.25;
const CONCURRENCY_HEADROOM = 4;
const FEWEST_RESERVED = 20;
/** Auto scaling's aim. */
const TARGET = 0.7;

export async function presetOf(scale: Scale, planned: Planned, memory: Memory): Promise<Preset> {
  const plan = await planOf(USERS_OF[scale], planned);
  const { peak, usdAMonth } = plan;
  const clients = peak.framesPerSecond + plan.storm.connectsPerSecond;
  const throttle = throttleOf(rounded(clients * 2), LEAST_THROTTLE);
  const quotas = raised(plan);
  const quota = (name: QuotaName) =>
    quotas.find(each => each.quota === name)?.raiseTo ?? planned.quotas.quotas[name].value;
  const slowest = Math.max(...plan.rooms.map(({ atRaised }) => atRaised?.p99 ?? 0));
  return {
    scale,
    load: {
      users: plan.users,
      profile: plan.profile,
      connections: Math.ceil(peak.connections),
      messagesPerSecond: rounded(peak.messagesPerSecond),
      requestsPerSecond: rounded(peak.requestsPerSecond),
    },
    throttle,
    publishThrottle: throttleOf(rounded(peak.messagesPerSecond * PUBLISHED_SHARE), LEAST_PUBLISH_THROTTLE),
    memoryMb: Object.fromEntries(
      peak.functions.map(({ name }) => [functionOf(name), memoryOf(memory, name)]),
    ),
    reservedConcurrency: reserved(plan),
    tables: tablesOf(plan, planned),
    roomPostsPerSecond: planned.inputs.deployment.roomPostsPerSecond,
    monthlyBudgetUsd: rounded(usdAMonth * BUDGET_HEADROOM),
    alarms: {
      activeConnections: rounded(peak.connections * 1.2),
      connectsPerSecond: quota('apiGateway.connectsPerSecond') * ALARM_SHARE,
      requestsPerSecond: quota('apiGateway.requestsPerSecond') * ALARM_SHARE,
      concurrentExecutions: quota('lambda.concurrency') * ALARM_SHARE,
      deliveryP99Ms: Math.max(1_000, rounded(slowest * 2)),
      durationShareOfTimeout: ALARM_SHARE,
      errorsPerMinute: Math.max(FEWEST_ERRORS, rounded(peak.framesPerSecond * 60 * ERROR_SHARE)),
    },
    quotas,
  };
}

/** A second's worth at once: after a break everybody comes in the same instant. */
const throttleOf = (wanted: number, least: number): Throttle => {
  const requestsPerSecond = Math.max(least, wanted);
  return { requestsPerSecond, burst: requestsPerSecond };
};

/** The pump and its workers are one function, which is timed apart in each of its parts. */
const functionOf = (name: string): string => (name.startsWith('fanout-') ? 'fanout' : name);

function raised({ demands }: Plan): Preset['quotas'] {
  const most = new Map<QuotaName, number>();
  for (const { quota, raiseTo } of demands)
    if (raiseTo !== undefined) most.set(quota, Math.max(raiseTo, most.get(quota) ?? 0));
  return [...most].map(([quota, raiseTo]) => ({ quota, raiseTo }));
}

/** Only where a storm or a flood of one function could take the account's executions from another. */
function reserved({ peak, storm }: Plan): Record<string, number> {
  const most = new Map<string, number>();
  for (const { name, concurrency } of [...peak.functions, ...storm.functions])
    most.set(functionOf(name), (most.get(functionOf(name)) ?? 0) + concurrency);
  return Object.fromEntries(
    [...most]
      .filter(([, concurrency]) => concurrency * CONCURRENCY_HEADROOM > FEWEST_RESERVED)
      .map(([name, concurrency]) => [name, rounded(concurrency * CONCURRENCY_HEADROOM)]),
  );
}

function tablesOf({ users, peak }: Plan, { profile, inputs, prices }: Planned): Preset['tables'] {
  const terms = { prices, free: 'always' as const };
  const { traffic, meters } = monthlyCost(users, profile, inputs, terms);
  const usd = (tables: 'on-demand' | 'provisioned') =>
    totalOf(throughput(meters, { tables }, profile.peakFactor, terms));
  if (usd('on-demand') - usd('provisioned') < WORTH_USD) return 'on-demand';
  const factor = peak.connections / traffic.meanConnections;
  const range = (atPeak: number): Range => ({
    min: rounded(atPeak / factor / 2 / TARGET),
    max: rounded((atPeak * 1.3) / TARGET),
  });
  const of = (table: 'connections' | 'messages') => ({
    reads: range(peak.units.reads[table]),
    writes: range(peak.units.writes[table]),
  });
  return { connections: of('connections'), messages: of('messages') };
}
