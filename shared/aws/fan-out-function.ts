import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { FanOutEvent, FanOutFunction } from '../core/fan-out/ports.ts';
import { type ClientOptions, configOf } from './client-options.ts';

export interface FanOutFunctionOptions extends ClientOptions {
  readonly functionName: string;
}

/** The first one included. The SDK tries again after a throttled call, a failure of Lambda's and a broken socket. */
const TRIES = 3;

/** What the function returns of a segment. */
export const spread = z.object({ posts: z.number(), passedOver: z.number() });

/** The fan-out function, through Lambda's Invoke. */
export function fanOutFunction({ functionName, ...options }: FanOutFunctionOptions): FanOutFunction {
  const client = new LambdaClient({ ...configOf(options), maxAttempts: TRIES });

  const invoke = (event: FanOutEvent, InvocationType: 'Event' | 'RequestResponse') =>
    client.send(
      new InvokeCommand({ FunctionName: functionName, InvocationType, Payload: JSON.stringify(event) }),
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
