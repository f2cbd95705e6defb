import { AwsClient } from 'aws4fetch';
import * as z from 'zod';
import type { FanOutEvent, FanOutFunction } from '../core/fan-out-ports.ts';
import type { Credentials } from './post-signer.ts';

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

/** Lambda's Invoke by a signed request: the SDK's client, for this one call, would be a sixth of sendMessage's bundle. */
export function fanOutFunction(options: FanOutFunctionOptions): FanOutFunction {
  const { functionName, region, endpoint = `https://lambda.${region}.amazonaws.com` } = options;
  const url = `${endpoint}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;

  async function invoke(event: FanOutEvent, type: 'Event' | 'RequestResponse'): Promise<Response> {
    const { accessKeyId, secretAccessKey, sessionToken } = await options.credentials();
    const client = new AwsClient({
      accessKeyId,
      secretAccessKey,
      ...(sessionToken && { sessionToken }),
      region,
      service: 'lambda',
      retries: RETRIES,
    });
    const answer = await client.fetch(url, {
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
