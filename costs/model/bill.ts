/** From metered quantities to lines of a bill. The total is the sum of the lines and nothing else. */
import type { Deployment } from './deployment.ts';
import { type Meters, utilisation } from './meters.ts';
import type { PriceName, Prices } from './price-table.ts';
import { type FreeTier, priceOf } from './tiers.ts';

export const SERVICES = [
  'API Gateway',
  'Lambda',
  'DynamoDB',
  'Cognito',
  'Secrets Manager',
  'SQS',
  'CloudWatch',
  'Transfer',
] as const;
export type Service = (typeof SERVICES)[number];

export interface Line {
  readonly service: Service;
  readonly what: string;
  readonly quantity: number;
  readonly usd: number;
}

export interface Terms {
  readonly prices: Prices;
  readonly free: FreeTier;
}

export function billOf(
  meters: Meters,
  { deployment, peakFactor }: { deployment: Deployment; peakFactor: number },
  terms: Terms,
): Line[] {
  const line = lines(terms);
  return [
    line('API Gateway', 'messages', meters.meteredMessages, 'apiGateway.message'),
    line('API Gateway', 'connection minutes', meters.connectionMinutes, 'apiGateway.connectionMinute'),
    line('Lambda', 'requests', meters.invocations, 'lambda.request'),
    line('Lambda', 'GB-seconds', meters.gbSeconds, 'lambda.gbSecond'),
    ...throughput(meters, deployment, peakFactor, terms),
    line('DynamoDB', 'GB stored', meters.storedGb, 'dynamodb.storageGb'),
    line('DynamoDB', 'GB recoverable', meters.storedGb, 'dynamodb.recoveryGb'),
    line(
      'Cognito',
      'active users',
      meters.activeUsers,
      deployment.cognito === 'lite' ? 'cognito.lite' : 'cognito.essentials',
    ),
    line('Secrets Manager', 'secrets', deployment.secrets, 'secretsManager.secret'),
    line('Secrets Manager', 'calls', meters.secretCalls, 'secretsManager.call'),
    line('SQS', 'requests of departures', meters.queueRequests, 'sqs.request'),
    line('CloudWatch', 'GB of logs', meters.logGb, 'cloudWatch.logGb'),
    line('CloudWatch', 'metrics', deployment.metrics, 'cloudWatch.metric'),
    line('CloudWatch', 'alarms', deployment.alarms, 'cloudWatch.alarm'),
    line('CloudWatch', 'dashboards', deployment.dashboards, 'cloudWatch.dashboard'),
    line('Transfer', 'GB out', meters.outGb, 'transfer.outGb'),
  ];
}

const lines =
  ({ prices, free }: Terms) =>
  (service: Service, what: string, quantity: number, name: PriceName): Line => ({
    service,
    what,
    quantity,
    usd: priceOf(quantity, prices.prices[name], free),
  });

/** DynamoDB's reads and writes, by request or by the hour. */
export function throughput(
  { reads, writes }: Pick<Meters, 'reads' | 'writes'>,
  { tables }: Pick<Deployment, 'tables'>,
  peakFactor: number,
  terms: Terms,
): Line[] {
  const line = lines(terms);
  if (tables === 'on-demand')
    return [
      line('DynamoDB', 'write units', writes, 'dynamodb.write'),
      line('DynamoDB', 'read units', reads, 'dynamodb.read'),
    ];
  const used = utilisation(tables, peakFactor);
  const { oneYear, threeYears } = terms.prices.reserved;
  const off = { provisioned: 0, 'reserved-1y': oneYear.discount, 'reserved-3y': threeYears.discount }[tables];
  const hours = (unitsAMonth: number) => unitsAMonth / 3_600 / used;
  return [
    line('DynamoDB', 'write capacity hours', hours(writes), 'dynamodb.writeUnitHour'),
    line('DynamoDB', 'read capacity hours', hours(reads), 'dynamodb.readUnitHour'),
  ].map(full => ({ ...full, usd: full.usd * (1 - off) }));
}

export const totalOf = (bill: readonly Line[]): number => bill.reduce((sum, { usd }) => sum + usd, 0);

export const byService = (bill: readonly Line[]): Record<Service, number> => {
  const sums: Record<Service, number> = {
    'API Gateway': 0,
    Lambda: 0,
    DynamoDB: 0,
    Cognito: 0,
    'Secrets Manager': 0,
    SQS: 0,
    CloudWatch: 0,
    Transfer: 0,
  };
  for (const { service, usd } of bill) sums[service] += usd;
  return sums;
};
