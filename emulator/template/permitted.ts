/** Services of AWS invoke a function only if its AWS::Lambda::Permission lets them, in the name of one resource. */
import * as z from 'zod';
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invoker } from '../lambda/invoker.ts';
import type { Invokers } from '../lambda/invokers.ts';
import type { FindFunction, TemplateFunction } from './functions.ts';
import type { SocketApi } from './socket-api.ts';
import type { Triggered } from './triggers.ts';

type MayInvoke = (fn: TemplateFunction, principal: string, sourceArn: string) => void;

/** The authorizer is asked with a request context too, but not in the name of a route. */
const socketEvent = z.object({
  type: z.literal('REQUEST').optional(),
  requestContext: z.object({ routeKey: z.string() }),
});

function routeKeyOf(event: unknown): string | undefined {
  const { type, requestContext } = socketEvent.parse(event);
  return type === 'REQUEST' ? undefined : requestContext.routeKey;
}

export interface PermittedDeps {
  readonly functionOf: FindFunction;
  readonly socketApi: SocketApi;
  readonly http: readonly Triggered[];
  readonly schedules: readonly Triggered[];
  readonly eventRules: readonly Triggered[];
  readonly rotations: readonly Triggered[];
  readonly mayInvoke: MayInvoke;
}

export function permitted(invoker: Invoker, deps: PermittedDeps): Invokers {
  const { functionOf, socketApi, http, schedules, eventRules, rotations, mayInvoke } = deps;

  function by(
    sourceOf: (fn: LambdaFunction, event: unknown) => { principal: string; sourceArn: string },
  ): Invoker {
    return {
      async invoke(fn, event, requestId) {
        const { principal, sourceArn } = sourceOf(fn, event);
        mayInvoke(functionOf(fn.handler), principal, sourceArn);
        return invoker.invoke(fn, event, requestId);
      },
    };
  }

  const byTrigger = (triggers: readonly Triggered[]) =>
    by(({ handler }) => {
      const trigger = triggers.find(({ fn }) => fn.handler === handler);
      if (trigger === undefined) throw new Error(`nothing in this stack triggers ${handler}`);
      return trigger;
    });

  return {
    byRoutes: by((_, event) => ({
      principal: 'apigateway.amazonaws.com',
      sourceArn: socketApi.sourceArn(routeKeyOf(event)),
    })),
    byHttp: byTrigger(http),
    bySchedule: byTrigger(schedules),
    byEvent: byTrigger(eventRules),
    byRotation: byTrigger(rotations),
  };
}
