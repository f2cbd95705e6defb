/** What starts a function other than the WebSocket API (the HTTP API, the clock, a rotation, a queue), and where its failures go. */
import * as z from 'zod';
import { apiArn } from '../arns.ts';
import type { HttpRoute } from '../gateway/http-api.ts';
import type { EventRule } from '../lambda/event-rules.ts';
import type { AsyncConfig } from '../lambda/failure-destinations.ts';
import type { QueueTrigger } from '../lambda/queue-triggers.ts';
import type { Schedule } from '../lambda/schedules.ts';
import type { FindFunction, TemplateFunction } from './functions.ts';
import type { Stack } from './stack.ts';

export interface Triggered {
  readonly fn: TemplateFunction;
  /** The service that invokes it, and in the name of which resource. */
  readonly principal: string;
  readonly sourceArn: string;
}

const apiRoute = z.object({ ApiId: z.string(), RouteKey: z.string(), Target: z.string() });
const apiIntegration = z.object({ IntegrationUri: z.string().optional() });

export function httpTriggersOf(stack: Stack, functionOf: FindFunction): (HttpRoute & Triggered)[] {
  const integrations = new Map(
    stack
      .read('AWS::ApiGatewayV2::Integration', apiIntegration)
      .map(one => [one.logicalId, one.IntegrationUri]),
  );
  return stack.read('AWS::ApiGatewayV2::Route', apiRoute).flatMap(({ ApiId, RouteKey, Target }) => {
    // Of an HTTP API alone: `POST /publish`.
    const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(RouteKey) ?? [];
    const uri = integrations.get(Target.replace(/^integrations\//, ''));
    if (method === undefined || path === undefined || uri === undefined) return [];
    const sourceArn = apiArn(ApiId, `$default/${method}${path}`);
    return [{ method, path, fn: functionOf(uri), principal: 'apigateway.amazonaws.com', sourceArn }];
  });
}

const SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

const rule = z.object({
  ScheduleExpression: z.string().optional(),
  EventPattern: z.looseObject({}).optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })).default([]),
});

function secondsOf(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds = SECONDS[unit];
  if (seconds === undefined) throw new Error(`schedule ${expression} is not known here: only rate(…) is`);
  return Number(count) * seconds;
}

export const schedulesOf = (stack: Stack, functionOf: FindFunction): (Schedule & Triggered)[] =>
  stack.read('AWS::Events::Rule', rule).flatMap(({ logicalId, ScheduleExpression, State, Targets }) =>
    ScheduleExpression === undefined || State !== 'ENABLED'
      ? []
      : Targets.map(({ Arn }) => ({
          fn: functionOf(Arn),
          everySeconds: secondsOf(ScheduleExpression),
          principal: 'events.amazonaws.com',
          sourceArn: stack.arnOf(logicalId),
        })),
  );

export const eventRulesOf = (stack: Stack, functionOf: FindFunction): (EventRule & Triggered)[] =>
  stack.read('AWS::Events::Rule', rule).flatMap(({ logicalId, EventPattern, State, Targets }) =>
    EventPattern === undefined || State !== 'ENABLED'
      ? []
      : Targets.map(({ Arn }) => ({
          fn: functionOf(Arn),
          pattern: EventPattern,
          principal: 'events.amazonaws.com',
          sourceArn: stack.arnOf(logicalId),
        })),
  );

const invokeConfig = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: z.coerce.number().optional(),
  MaximumEventAgeInSeconds: z.coerce.number().optional(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }).optional() }).default({}),
});

export const asyncConfigsOf = (stack: Stack, functionOf: FindFunction): AsyncConfig[] =>
  stack.read('AWS::Lambda::EventInvokeConfig', invokeConfig).map(config => ({
    fn: functionOf(config.FunctionName),
    retries: config.MaximumRetryAttempts,
    maxAgeSeconds: config.MaximumEventAgeInSeconds,
    failuresTo: config.DestinationConfig.OnFailure?.Destination,
  }));

const mapping = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: z.coerce.number().default(10),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().optional() }).default({}),
});

export const queueTriggersOf = (stack: Stack, functionOf: FindFunction): QueueTrigger[] =>
  stack.read('AWS::Lambda::EventSourceMapping', mapping).map(one => ({
    fn: functionOf(one.FunctionName),
    queueArn: one.EventSourceArn,
    batchSize: one.BatchSize,
    windowSeconds: one.MaximumBatchingWindowInSeconds,
    concurrency: one.ScalingConfig.MaximumConcurrency ?? 1,
  }));
