import * as z from 'zod';
import type { FanOutEvent, FanOutFunction } from '../core/fan-out/ports.ts';
import type { Credentials } from './post-signer.ts';
import { signedFetch } from './signed-fetch.ts';

export interface FanOutFunctionOptions {
  readonly functionName: string;
  /** Another endpoint than AWS's: the local gateway. */
  readonly endpoint?: string | undefined;
  readonly credentials: () => Promise<Credentials>;
  readonly region: string;
}

/** As the SDK tries: once, and twice more after 429 and 5xx. */
const RETRIES = 2;

/** What the function answers. */
const posts = z.number();

/** Lambda's Invoke. */
export function fanOutFunction(options: FanOutFunctionOptions): FanOutFunction {
  const { functionName, region, credentials, endpoint = `https://lambda.${region}.amazonaws.com` } = options;
  const request = signedFetch({ credentials, region, service: 'lambda', retries: RETRIES });
  const url = `${endpoint}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;

  async function invoke(event: FanOutEvent, type: 'Event' | 'RequestResponse'): Promise<Response> {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Amz-Invocation-Type': type },
      body: JSON.stringify(event),
    });
    if (!answer.ok)
      throw new Error(
        `${functionName} was not invoked: ${answer.status} ${answer.headers.get('x-amzn-errortype') ?? ''}`,
      );
    return answer;
  }

  return {
    async start(event) {
      await (await invoke(event, 'Event')).body?.cancel();
    },

    async run(event) {
      const answer = await invoke(event, 'RequestResponse');
      const payload = await answer.text();
      if (answer.headers.has('x-amz-function-error')) throw new Error(`${functionName} failed: ${payload}`);
      return posts.parse(JSON.parse(payload));
    },
  };
}
