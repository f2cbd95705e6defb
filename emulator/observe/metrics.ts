/** `GET /metrics`: what the gateway, the functions and the store did, for Prometheus and for the load report. */
import { Counter, Histogram, Registry } from 'prom-client';
import type { HttpService } from '../http/http-service.ts';
import type { Finished } from '../lambda/invoker.ts';
import { readProcess } from './process-metrics.ts';
import { Readings } from './readings.ts';
import { type Consumed, isRead } from './units.ts';

export interface Metrics {
  readonly readings: Readings;
  readonly service: HttpService;
  finished(finished: Finished): void;
  leftBehind(functionName: string): void;
  consumed(consumed: Consumed): void;
  stop(): void;
}

/** From 1 ms to API Gateway's 29 s. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 29];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const readings = new Readings(registry);
  const processReadings = readProcess(readings);
  const invocations = new Counter({
    name: 'lambda_invocations_total',
    help: 'Invocations by function and outcome',
    labelNames: ['function', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'lambda_duration_seconds',
    help: 'Duration of invocations, cold starts included',
    labelNames: ['function'],
    buckets: SECONDS,
    registers,
  });
  const left = new Counter({
    name: 'lambda_left_behind_total',
    help: 'Invocations that returned before their work was done',
    labelNames: ['function'],
    registers,
  });
  const units = new Counter({
    name: 'dynamodb_units_total',
    help: 'DynamoDB units consumed by the functions',
    labelNames: ['table', 'kind'],
    registers,
  });

  return {
    readings,
    async service({ method, path }) {
      if (method !== 'GET' || path !== '/metrics') return undefined;
      const body = await registry.metrics();
      return { status: 200, headers: { 'Content-Type': registry.contentType }, body };
    },
    finished({ fn, outcome, ms }) {
      invocations.inc({ function: fn.handler, outcome });
      durations.observe({ function: fn.handler }, ms / 1_000);
    },
    leftBehind: functionName => left.inc({ function: functionName }),
    consumed({ table, command, units: count }) {
      units.inc({ table, kind: isRead(command) ? 'read' : 'write' }, count);
    },
    stop: () => processReadings.stop(),
  };
}
