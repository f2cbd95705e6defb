import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import type { FanOutEvent, FanOutFunction } from '../core/fan-out/ports.ts';
import { type ClientOptions, configOf } from './client-options.ts';
import { spanned, type Tracing } from './tracing.ts';

export interface FanOutFunctionOptions extends ClientOptions {
  readonly functionName: string;
  readonly tracing?: Tracing | undefined;
}

/** The first one included. The SDK tries again after a throttled call, a failure of Lambda's and a broken socket. */
const TRIES = 3;

/** What the function returns of a segment. */
export const spread = z.object({ posts: z.number(), passedOver: z.number() });

/** The fan-out function, through Lambda's Invoke. */
export function fanOutFunction({ functionName, tracing, ...options }: FanOutFunctionOptions): FanOutFunction {
  const client = new LambdaClient({ ...configOf(options), maxAttempts: TRIES });

  const invoke = spanned(
    tracing,
    'Lambda Invoke',
    (event: FanOutEvent, InvocationType: 'Event' | 'RequestResponse') => {
      const Payload = JSON.stringify({ ...event, traceparent: tracing?.traceparent() });
      return client.send(new InvokeCommand({ FunctionName: functionName, InvocationType, Payload }));
    },
  );

  return {
    async start(event) {
      await invoke(event, 'Event');
    },

    async run(event) {
      const { FunctionError, Payload } = await invoke(event, 'RequestResponse');
      const result = Payload?.transformToString() ?? '';
      if (FunctionError) throw new Error(`${functionName} failed: ${result}`);
      return spread.parse(JSON.parse(result));
    },
  };
}
