/** Services of AWS invoke a function only where it permits them to: AWS::Lambda::Permission, in the name of one resource. */
import type { LambdaFunction } from '../lambda/function.ts';
import type { Invoker } from '../lambda/invoker.ts';
import type { Deployment } from './deployment.ts';
import type { TemplateFunction } from './functions.ts';

export interface Permitted {
  /** What API Gateway invokes: a route's function, or the authorizer. */
  readonly byRoutes: Invoker;
  readonly byHttp: Invoker;
  readonly bySchedule: Invoker;
  readonly byRotation: Invoker;
}

type MayInvoke = (fn: TemplateFunction, principal: string, sourceArn: string) => Promise<void>;

/** A member of the event's request context; the authorizer is asked with one too, and about no route of its own. */
const routeKeyOf = (event: unknown): string | undefined =>
  Object(event).type === 'REQUEST' ? undefined : String(Object(Object(event).requestContext).routeKey);

export function permitted(invoker: Invoker, deployment: Deployment, mayInvoke: MayInvoke): Permitted {
  const { functions, socketApi, http, schedules, rotations } = deployment;

  function of(
    sourceOf: (fn: LambdaFunction, event: unknown) => { principal: string; sourceArn: string },
  ): Invoker {
    return {
      async invoke(fn, event, requestId) {
        const own = functions.find(({ handler }) => handler === fn.handler);
        if (own === undefined) throw new Error(`${fn.handler} is no function of this stack`);
        const { principal, sourceArn } = sourceOf(fn, event);
        await mayInvoke(own, principal, sourceArn);
        return invoker.invoke(fn, event, requestId);
      },
    };
  }

  const triggeredBy = (triggers: readonly { fn: LambdaFunction; principal: string; sourceArn: string }[]) =>
    of(({ handler }) => {
      const trigger = triggers.find(({ fn }) => fn.handler === handler);
      if (trigger === undefined) throw new Error(`nothing in this stack triggers ${handler}`);
      return trigger;
    });

  return {
    byRoutes: of((_, event) => ({
      principal: 'apigateway.amazonaws.com',
      sourceArn: socketApi.sourceArn(routeKeyOf(event)),
    })),
    byHttp: triggeredBy(http),
    bySchedule: triggeredBy(schedules),
    byRotation: triggeredBy(
      rotations.map(({ fn, secretArn }) => ({
        fn,
        principal: 'secretsmanager.amazonaws.com',
        sourceArn: secretArn,
      })),
    ),
  };
}
