/** What the gateway reads of the route table. */
import type { LambdaFunction } from '../lambda/function.ts';

/** A route that runs a function; assignable from the route table's RouteSpec. */
export interface FunctionRoute extends LambdaFunction {
  readonly routeKey: string;
  /** False for one-way routes: what the function returns is not sent. */
  readonly replies: boolean;
}

/** A route with a MOCK integration: answered here, without a function. */
interface MockRoute {
  readonly routeKey: string;
  readonly answer: string;
}

export type Route = FunctionRoute | MockRoute;
