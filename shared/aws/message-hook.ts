import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { MessageHook } from '../core/messages/before-message.ts';
import { type ClientOptions, configOf } from './client-options.ts';
import { spanned, type Tracing } from './tracing.ts';

export interface MessageHookOptions extends ClientOptions {
  /** Or its ARN. */
  readonly functionName: string;
  readonly tracing?: Tracing | undefined;
}

/** A function of the deployment's own, through Lambda's Invoke. Asked once: a second try would take its time twice. */
export function messageHook({ functionName, tracing, ...options }: MessageHookOptions): MessageHook {
  const client = new LambdaClient({ ...configOf(options), maxAttempts: 1 });
  return {
    ask: spanned(tracing, 'message hook', async (event, ms) => {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
        { abortSignal: AbortSignal.timeout(ms) },
      );
      const answer = Payload?.transformToString() ?? '';
      if (FunctionError) throw new Error(`${functionName} failed: ${answer}`);
      return JSON.parse(answer);
    }),
  };
}
