/** The metrics that the dashboard shows and the alarms watch. */
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { GAUGES, METRICS_NAMESPACE } from '../../../shared/names.ts';
import { USD } from '../../prices.ts';
import type { HandlerFunction } from '../handler-function.ts';
import type { SocketApi } from '../socket-api.ts';
import type { Tables } from '../tables.ts';

const MINUTE = Duration.minutes(1);

export interface Watched {
  /** The stack's name; also the service that the functions publish metrics under. */
  readonly name: string;
  readonly functions: readonly HandlerFunction[];
  readonly tables: Tables;
  readonly socketApi: SocketApi;
  readonly deadLetters: readonly Queue[];
  /** Undefined if there are no webhooks. */
  readonly webhooksLost: Metric | undefined;
}

export type Statistic = 'Sum' | 'Average' | 'Maximum' | 'p50' | 'p99';

/** Metrics that the functions publish, by their names in shared/names.ts. */
export const published = (name: string, metricName: string, statistic: Statistic = 'Sum') =>
  new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: name },
    statistic,
    period: MINUTE,
    label: metricName,
  });

export const socket = ({ stage }: SocketApi, metricName: string, statistic: Statistic = 'Sum') =>
  stage.metric(metricName, { statistic, period: MINUTE, label: metricName });

export const lambda = ({ lambda, spec }: HandlerFunction, metricName: string, statistic: Statistic = 'Sum') =>
  lambda.metric(metricName, { statistic, period: MINUTE, label: spec.handler });

export const table = (of: Table, metricName: string, label: string) =>
  of.metric(metricName, { statistic: 'Sum', period: MINUTE, label });

/** An index has throttles of its own, which its table's metrics leave out. */
export const tableIndex = (of: Table, indexName: string, metricName: string) =>
  table(of, metricName, indexName).with({
    dimensionsMap: { TableName: of.tableName, GlobalSecondaryIndexName: indexName },
  });

export const total = (metrics: readonly IMetric[], label: string, period = MINUTE): MathExpression => {
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new MathExpression({ expression: 'SUM(METRICS())', usingMetrics, label, period });
};

/** The slowest of all functions. */
export function shareOfTimeout(functions: readonly HandlerFunction[]): MathExpression {
  const shares = functions.map(({ spec }, index) => `100*m${index}/${spec.timeoutSeconds * 1000}`);
  return new MathExpression({
    expression: shares.length > 1 ? `MAX([${shares.join(',')}])` : `${shares}`,
    usingMetrics: Object.fromEntries(
      functions.map((fn, index) => [`m${index}`, lambda(fn, 'Duration', 'p99')]),
    ),
    period: MINUTE,
    label: 'percent of the timeout',
  });
}

/** At first-tier prices and the rate of the last hour. Logs, metrics, sign-in and transfer come on top. */
export function costPerDay({ name, functions, tables, socketApi }: Watched): MathExpression {
  const period = Duration.hours(1);
  const usingMetrics: Record<string, Metric> = {};
  const idsByPrice = new Map<number, string[]>();
  const add = (metric: Metric, usd: number) => {
    const id = `m${Object.keys(usingMetrics).length}`;
    usingMetrics[id] = metric.with({ period });
    idsByPrice.set(usd, [...(idsByPrice.get(usd) ?? []), id]);
  };

  add(socket(socketApi, 'MessageCount'), USD.meteredMessage);
  add(published(name, GAUGES.connections, 'Average'), USD.connectionMinute * 60);
  for (const fn of functions) {
    add(lambda(fn, 'Invocations'), USD.lambdaRequest);
    add(lambda(fn, 'Duration'), (USD.lambdaGbSecond * fn.memoryMb) / 1024 / 1000);
  }
  for (const of of [tables.connections, tables.messages]) {
    add(table(of, 'ConsumedReadCapacityUnits', 'reads'), USD.readUnit);
    add(table(of, 'ConsumedWriteCapacityUnits', 'writes'), USD.writeUnit);
  }
  // Adds up the terms of one price first, since CloudWatch takes at most 2,048 characters.
  const terms = [...idsByPrice].map(([usd, ids]) => `FILL(SUM([${ids}]),0)*${(usd * 1e6).toFixed(6)}`);
  return new MathExpression({
    expression: `24*(${terms.join('+')})/1000000`,
    usingMetrics,
    label: 'USD a day',
    period,
  });
}
