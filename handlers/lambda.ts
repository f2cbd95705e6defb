import type { Clock } from '../shared/core/ports.ts';
import { type Container, LAMBDA, metrics } from './deps.ts';

/** What Lambda hands in with the event, as far as the handlers use it. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export interface LambdaHandler<Result> {
  (event: unknown, context: LambdaContext): Promise<Result>;
  /** The same handler in another container than this process: how the local gateway and the tests run it. */
  in(container: Container): (event: unknown, context: LambdaContext) => Promise<Result>;
}

export function lambda<Result>(
  run: (container: Container, event: unknown, context: LambdaContext) => Promise<Result>,
): LambdaHandler<Result> {
  const inside = (container: Container) => async (event: unknown, context: LambdaContext) => {
    const { tracing } = container;
    try {
      if (!tracing) return await run(container, event, context);
      return await tracing.invocation(event, () => run(container, event, context));
    } finally {
      metrics(container).flush();
    }
  };
  return Object.assign(inside(LAMBDA), { in: inside });
}

/** Kept back from a function's time, to get the reply out. */
const REPLY_MARGIN_MS = 1_000;

/** On the monotonic clock. */
export const replyBy = (context: LambdaContext, { monotonic }: Clock): number =>
  monotonic() + context.getRemainingTimeInMillis() - REPLY_MARGIN_MS;
