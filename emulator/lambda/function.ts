/** What Lambda knows of a function, and what it hands to it. */
import type { Context } from 'aws-lambda';
import { functionArn } from '../arns.ts';

/** The part of the route table's FunctionSpec that running a function takes. */
export interface LambdaFunction {
  /** Also the function's name. */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

export type LambdaContext = Omit<Context, 'done' | 'fail' | 'succeed'>;

/** Each handler names the event it expects, and the gateway promises it: hence a method's parameters, not a function's. */
export type LambdaHandler = { handle(event: unknown, context: LambdaContext): unknown }['handle'];

export function contextOf(
  { handler, memoryMb, timeoutSeconds }: LambdaFunction,
  awsRequestId: string,
): LambdaContext {
  const deadline = performance.now() + timeoutSeconds * 1_000;
  return {
    awsRequestId,
    functionName: handler,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(handler),
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${handler}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - performance.now()),
  };
}
