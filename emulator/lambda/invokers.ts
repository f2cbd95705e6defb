import type { Invoker } from './invoker.ts';

/** One for each service that invokes functions, since each needs a permission of its own. */
export interface Invokers {
  /** API Gateway, for the routes of the WebSocket API and its authorizer. */
  readonly byRoutes: Invoker;
  readonly byHttp: Invoker;
  readonly bySchedule: Invoker;
  /** EventBridge, for events that match a rule. */
  readonly byEvent: Invoker;
  readonly byRotation: Invoker;
}
